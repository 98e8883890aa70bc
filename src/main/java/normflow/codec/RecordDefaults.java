package normflow.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import normflow.provider.LaterKey;
import normflow.provider.Typed;

/** Lays the keys of a text over those of the record's defaults; reads enums with hyphens. */
final class RecordDefaults extends BeanDeserializerModifier {

  private static final long serialVersionUID = 1;

  @Override
  public JsonDeserializer<?> modifyDeserializer(
      DeserializationConfig config, BeanDescription description, JsonDeserializer<?> reader) {
    Class<?> type = description.getBeanClass();
    if (type.isAnnotationPresent(Typed.class)) {
      return new TypeAlone(reader);
    }
    return type.isRecord() ? new Overlay(reader, type) : reader;
  }

  @Override
  public JsonDeserializer<?> modifyEnumDeserializer(
      DeserializationConfig config,
      JavaType type,
      BeanDescription description,
      JsonDeserializer<?> reader) {
    return new HyphenatedEnum(type.getRawClass());
  }

  private static final class Overlay extends DelegatingDeserializer {
    private static final long serialVersionUID = 1;
    private final Class<?> type;

    Overlay(JsonDeserializer<?> delegate, Class<?> type) {
      super(delegate);
      this.type = type;
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> delegate) {
      return new Overlay(delegate, type);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode given = context.readTree(parser);
      JsonNode complete = given instanceof ObjectNode keys ? overDefaults(keys, parser) : given;
      JsonParser again = complete.traverse(parser.getCodec());
      again.nextToken();
      return super.deserialize(again, context);
    }

    private ObjectNode overDefaults(ObjectNode given, JsonParser parser) {
      Optional<Object> defaults = defaults(given);
      ObjectMapper mapper = (ObjectMapper) parser.getCodec();
      ObjectNode all = defaults.map(own -> tree(mapper, own)).orElseGet(mapper::createObjectNode);
      if (!isComponent("type")) {
        // The name of the record among its siblings, not one of its values.
        all.remove("type");
      }
      all.setAll(given);
      Arrays.stream(type.getRecordComponents())
          .filter(component -> component.getAccessor().isAnnotationPresent(LaterKey.class))
          .filter(later -> !all.has(later.getName()))
          .forEach(
              later ->
                  all.set(
                      later.getName(),
                      later.getType() == String.class
                          ? TextNode.valueOf("")
                          : NullNode.getInstance()));
      return all;
    }

    /** Of a map value by value: as values of a map, records would lose their type. */
    private static ObjectNode tree(ObjectMapper mapper, Object defaults) {
      if (!(defaults instanceof Map<?, ?> values)) {
        return mapper.valueToTree(defaults);
      }
      ObjectNode tree = mapper.createObjectNode();
      values.forEach((key, value) -> tree.set((String) key, mapper.valueToTree(value)));
      return tree;
    }

    private boolean isComponent(String name) {
      return Arrays.stream(type.getRecordComponents()).anyMatch(c -> c.getName().equals(name));
    }

    private Optional<Object> defaults(ObjectNode given) {
      Optional<Method> byTexts = method(Map.class);
      Optional<Method> method = method();
      try {
        if (byTexts.isPresent()) {
          return Optional.of(byTexts.get().invoke(null, texts(given)));
        }
        if (method.isPresent()) {
          return Optional.of(method.get().invoke(null));
        }
        Optional<Constructor<?>> constructor = ofNothing();
        return constructor.isPresent()
            ? Optional.of(constructor.get().newInstance())
            : Optional.empty();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("defaults of " + type.getName(), e);
      }
    }

    /** Of records that only their package sees, too. */
    private Optional<Method> method(Class<?>... parameters) {
      Optional<Method> method =
          Arrays.stream(type.getDeclaredMethods())
              .filter(m -> m.getName().equals("defaults") && Modifier.isStatic(m.getModifiers()))
              .filter(m -> Arrays.equals(m.getParameterTypes(), parameters))
              .findFirst();
      method.ifPresent(defaults -> defaults.setAccessible(true));
      return method;
    }

    private static Map<String, String> texts(ObjectNode given) {
      Map<String, String> texts = new HashMap<>();
      for (Map.Entry<String, JsonNode> key : given.properties()) {
        JsonNode value = key.getValue();
        texts.put(key.getKey(), value.isObject() ? value.path("type").asText() : value.asText());
      }
      return texts;
    }

    /** A record that a user provides has a constructor without parameters. */
    private Optional<Constructor<?>> ofNothing() {
      return Arrays.stream(type.getConstructors())
          .filter(made -> made.getParameterCount() == 0 && type.getRecordComponents().length > 0)
          .findFirst();
    }
  }

  private static final class HyphenatedEnum extends JsonDeserializer<Object> {
    private final Class<?> type;

    HyphenatedEnum(Class<?> type) {
      this.type = type;
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = parser.getValueAsString("");
      for (Object constant : type.getEnumConstants()) {
        if (Codec.hyphens(((Enum<?>) constant).name()).equals(Codec.hyphens(text))) {
          return constant;
        }
      }
      return context.handleWeirdStringValue(type, text, "not one of the choices");
    }
  }
}
