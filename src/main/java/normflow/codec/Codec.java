package normflow.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/**
 * Reads and writes the project's values as YAML and JSON, strictly: unknown keys, wrong types and
 * missing values are errors.
 *
 * <p>Passwords are read and never written: {@code ***} stands in their place, and <code>${env:NAME}
 * </code> stays as it is.
 *
 * <p>A value of a sealed interface carries its record's name as {@code type}, in lower case with
 * hyphens. Keys that are left out take their values from the record's static method {@code
 * defaults}, where it has one.
 */
public final class Codec {

  /** What reads and writes, for the records that a class loader has. */
  private record Mappers(
      WeakReference<ClassLoader> loader,
      ObjectMapper json,
      ObjectMapper jsonLine,
      ObjectMapper yaml) {

    static Mappers of(ClassLoader loader) {
      return new Mappers(
          new WeakReference<>(loader),
          configured(
              JsonMapper.builder(TextLimits.json()).enable(SerializationFeature.INDENT_OUTPUT)),
          configured(JsonMapper.builder(TextLimits.json())),
          configured(
              YAMLMapper.builder(
                      new YamlEvents.Factory(
                          TextLimits.yaml().stringQuotingChecker(new PlainWords())))
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .disable(YAMLGenerator.Feature.USE_NATIVE_TYPE_ID)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)));
    }
  }

  private static volatile Optional<Mappers> last = Optional.empty();

  /** Those for the thread's class loader, which knows what users provide. */
  private static Mappers mappers() {
    ClassLoader here = Thread.currentThread().getContextClassLoader();
    Optional<Mappers> known = last.filter(before -> before.loader.get() == here);
    if (known.isPresent()) {
      return known.get();
    }
    Mappers made = Mappers.of(here);
    last = Optional.of(made);
    return made;
  }

  private Codec() {}

  /**
   * Reads a YAML text. Where a text is due, a number is the text that stands there.
   *
   * @param name what the text is, for errors
   * @throws ConfigException if it is not a {@code type} in every detail
   */
  public static <T> T yaml(String name, String text, Class<T> type) {
    TextLimits.requireYaml(name, text);
    return read(name, () -> bound(YamlTree.read(mappers().yaml, text), type));
  }

  /**
   * Reads a JSON text.
   *
   * @param name what the text is, for errors
   * @throws ConfigException if it is not a {@code type} in every detail
   */
  public static <T> T json(String name, String text, Class<T> type) {
    return read(name, () -> mappers().json.readValue(text.getBytes(StandardCharsets.UTF_8), type));
  }

  /** As indented JSON. */
  public static String json(Object value) {
    return write(mappers().json, value);
  }

  /** As JSON on one line. */
  public static String jsonLine(Object value) {
    return write(mappers().jsonLine, value);
  }

  /** As YAML. */
  public static String yaml(Object value) {
    return write(mappers().yaml, value);
  }

  /** As YAML below a line for people. */
  public static String yaml(String comment, Object value) {
    String line = comment.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ");
    return "# " + line + "\n" + yaml(value);
  }

  /**
   * A value with some of its keys replaced. Within a value of several keys they are replaced key by
   * key, unless a {@code type} is among the new ones: then it is another value altogether.
   *
   * @param name what the keys belong to, for errors
   * @throws ConfigException if a key is unknown or has a wrong value
   */
  public static <T> T changed(String name, T value, Map<String, Object> changes) {
    ObjectNode keys = mappers().json.valueToTree(value);
    ObjectNode changed = mappers().json.valueToTree(changes);
    for (Map.Entry<String, JsonNode> change : changed.properties()) {
      boolean within =
          keys.get(change.getKey()) instanceof ObjectNode
              && change.getValue() instanceof ObjectNode
              && !change.getValue().has("type");
      if (within) {
        ((ObjectNode) keys.get(change.getKey())).setAll((ObjectNode) change.getValue());
      } else {
        keys.set(change.getKey(), change.getValue());
      }
    }
    try {
      return bound(keys, type(value));
    } catch (JsonProcessingException e) {
      throw new ConfigException(name + "." + CodecErrors.explain(e), e);
    }
  }

  /**
   * The keys of a YAML text, with what they hold as lists, maps and plain values.
   *
   * @param name what the text is, for errors
   * @throws ConfigException if it has none
   */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> keys(String name, String text) {
    return yaml(name, text, Map.class);
  }

  /**
   * Keys, as a text's parser gives them, as a value.
   *
   * @param start of errors, before the path of a key
   * @throws ConfigException if they are not a {@code type} in every detail
   */
  public static <T> T converted(String start, Map<?, ?> keys, Class<T> type) {
    try {
      return bound(mappers().json.valueToTree(keys), type);
    } catch (JsonProcessingException e) {
      throw new ConfigException(start + CodecErrors.explain(e), e);
    }
  }

  /**
   * A value with other values at some of its keys.
   *
   * @param changes by the dotted path of a key that is there
   * @throws ConfigException if a key is not there or cannot have its value
   */
  public static <T> T replaced(T value, Map<String, Object> changes) {
    ObjectNode keys = mappers().json.valueToTree(value);
    changes.forEach(
        (path, change) -> KeyPath.of(path).set(keys, mappers().json.valueToTree(change)));
    try {
      return bound(keys, type(value));
    } catch (JsonProcessingException e) {
      throw new ConfigException(CodecErrors.explain(e), e);
    }
  }

  /**
   * What a value has at some of its keys, as lists, maps and plain values, without its passwords.
   *
   * @param paths dotted; those that it does not have are left out
   */
  public static Map<String, Object> found(Object value, Set<String> paths) {
    ObjectMapper mapper = mappers().json;
    JsonNode keys = Redaction.of(mapper.valueToTree(value));
    Map<String, Object> found = new LinkedHashMap<>();
    for (String path : paths) {
      KeyPath.of(path)
          .find(keys)
          .filter(node -> !node.isNull())
          .ifPresent(node -> found.put(path, mapper.convertValue(node, Object.class)));
    }
    return found;
  }

  /** The name of a record in {@code type}: its words in lower case; RealNVP is one word. */
  public static String typeName(Class<?> type) {
    return type.getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT)
        .replace("real-nvp", "realnvp");
  }

  static String hyphens(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads a value; null if the text has none. */
  private interface Reader<T> {
    T read() throws IOException;
  }

  private static <T> T read(String name, Reader<T> reader) {
    try {
      T value = reader.read();
      if (value == null) {
        throw new ConfigException(name + " is empty", null);
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new ConfigException(name + ": " + CodecErrors.explain(e), e);
    } catch (IOException e) {
      throw new ConfigException(name + ": " + e.getMessage(), e);
    }
  }

  private static <T> T bound(JsonNode tree, Class<T> type) throws JsonProcessingException {
    return mappers().json.treeToValue(DueTexts.decided(tree, type), type);
  }

  @SuppressWarnings("unchecked")
  private static <T> Class<T> type(T value) {
    return (Class<T>) value.getClass();
  }

  private static String write(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(Redaction.of(mapper.valueToTree(value)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass().getName(), e);
    }
  }

  private static ObjectMapper configured(MapperBuilder<?, ?> builder) {
    SimpleModule module = new SimpleModule();
    module.setDeserializerModifier(new RecordDefaults());
    module.addSerializer(new LowerCaseEnums());
    module.addSerializer(new Written.Serializer());
    builder
        .addModule(module)
        .addModule(new Jdk8Module())
        .addModule(
            new SimpleModule("numbers")
                .addDeserializer(OptionalDouble.class, new FiniteNumbers.Reader()))
        .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
    // Such keys came later: texts, and their digests, are the same where they are left out.
    builder.withConfigOverride(
        SortedMap.class,
        empty ->
            empty.setInclude(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS)));
    builder.withConfigOverride(
        OptionalLong.class,
        absent ->
            absent.setInclude(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS)));
    builder.annotationIntrospector(new TypeIntrospector());
    return builder.build();
  }
}
