package normflow.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.provider.LaterKey;
import normflow.train.TrainingConfig;
import normflow.train.optimizer.OptimizerConfig;

/**
 * Makes {@code docs/job-file.md} from the records of a job: their keys, types and defaults, and
 * what the Javadoc of their parameters says.
 */
public final class JobFilePage {

  /** Where the page lies. */
  static final Path PAGE = Path.of("docs/job-file.md");

  private static final Path SOURCES = Path.of("src/main/java");

  /** Records that say of others, key by key, what may be left out. */
  private static final Map<Class<?>, Class<?>> TOLD_BY =
      Map.of(
          TrainingKeys.class, TrainingConfig.class,
          TrainingKeys.OptimizerKeys.class, OptimizerConfig.class);

  private static final Pattern PARAMETER = Pattern.compile("(?s)^(\\w+)\\s+(.*)$");

  private static final String HEAD =
      """
      # All keys of a job file

      Made from the sources by `JobFilePage`; [jobs.md](jobs.md) explains, this page lists. Keys without a default are due, those with
      `by the table` follow from [its rows and columns](flows.md#what-a-table-gives). Where a value has a `type`, its record has a
      section of that name; `flow: nsf` is `flow: {type: nsf}`, and so with every other type whose keys have defaults.

      ```yaml
      data: {type: table, format: csv, path: data/my-table.csv, columns: [length, width]}
      test: {share: 0.2}
      flow: {type: nsf}
      training: {steps: 5000, optimizer: {learningRate: 1e-3}}
      output: models/my-table
      ```
      """;

  /** Javadoc of a record. */
  private record Doc(String text, Map<String, String> parameters) {}

  private final StringBuilder page = new StringBuilder(HEAD);
  private final Deque<Class<?>> due = new ArrayDeque<>();
  private final Set<Class<?>> known = new LinkedHashSet<>();

  private JobFilePage() {}

  /** Writes the page anew. */
  public static void main(String[] arguments) throws IOException {
    Files.writeString(PAGE, text());
  }

  static String text() {
    JobFilePage made = new JobFilePage();
    made.ask(RunConfig.class);
    while (!made.due.isEmpty()) {
      made.section(made.due.remove());
    }
    return made.page.toString();
  }

  private void ask(Class<?> type) {
    if (known.add(type)) {
      due.add(type);
    }
  }

  private static boolean isTyped(Class<?> type) {
    return type.isSealed() && type.isInterface();
  }

  private static Stream<Class<?>> records(Class<?> sealed) {
    return Arrays.<Class<?>>stream(sealed.getPermittedSubclasses()).filter(Class::isRecord);
  }

  private static String title(Class<?> type) {
    if (type == RunConfig.class) {
      return "The job";
    }
    Optional<Class<?>> typed =
        Arrays.<Class<?>>stream(type.getInterfaces()).filter(JobFilePage::isTyped).findFirst();
    return typed
        .map(of -> of.getSimpleName() + ": " + Codec.typeName(type))
        .orElseGet(() -> type.getSimpleName().replaceFirst("Keys$", ""));
  }

  private static String link(Class<?> type) {
    String anchor =
        title(type).toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-');
    return "[" + title(type) + "](#" + anchor + ")";
  }

  private void section(Class<?> type) {
    page.append("\n## ").append(title(type)).append("\n\n");
    if (isTyped(type)) {
      page.append("`type` is one of:\n\n");
      records(type)
          .forEach(
              one -> {
                ask(one);
                page.append("* ").append(link(one)).append("\n");
              });
      return;
    }
    Doc doc = doc(type);
    page.append(doc.text).append("\n");
    RecordComponent[] keys = type.getRecordComponents();
    if (keys.length == 0) {
      return;
    }
    page.append("\n| key | is | default | |\n|---|---|---|---|\n");
    Map<String, Object> defaults = defaults(type);
    for (RecordComponent key : keys) {
      page.append("| `" + key.getName() + "` | " + words(key.getGenericType()) + " | ");
      page.append(shown(type, key, defaults));
      String meaning =
          Optional.ofNullable(doc.parameters.get(key.getName()))
              .orElseGet(() -> doc(key.getType()).text.replaceFirst("(?<=\\.) .*", ""));
      page.append(" | " + meaning + " |\n");
    }
  }

  private static String shown(Class<?> type, RecordComponent key, Map<String, Object> defaults) {
    boolean byTable =
        type == TrainingKeys.class && TrainingKeys.defaults().leftOut().contains(key.getName());
    boolean later = key.getAccessor().isAnnotationPresent(LaterKey.class);
    if (later && key.getType() != String.class) {
      return "none";
    }
    Object value = later ? "" : defaults.get(key.getName());
    if (value == null) {
      return "";
    }
    if (byTable || isEmpty(value)) {
      return byTable || TOLD_BY.containsKey(type) ? "by the table" : "none";
    }
    boolean plain = value instanceof Record && !isTyped(key.getType());
    return plain ? "its own" : "`" + Codec.jsonLine(value).replace("|", "\\|") + "`";
  }

  private static boolean isEmpty(Object value) {
    return Stream.of(
            Optional.empty(), OptionalInt.empty(), OptionalLong.empty(), OptionalDouble.empty())
        .anyMatch(value::equals);
  }

  private String words(Type type) {
    if (type instanceof ParameterizedType of) {
      Type last = of.getActualTypeArguments()[of.getActualTypeArguments().length - 1];
      Class<?> raw = (Class<?>) of.getRawType();
      if (raw == Optional.class) {
        return words(last);
      }
      return (Collection.class.isAssignableFrom(raw) ? "list of " : "by name ") + words(last);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isEnum()) {
      return Arrays.stream(plain.getEnumConstants())
          .map(one -> "`" + ((Enum<?>) one).name().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
          .collect(Collectors.joining(", "));
    }
    if (plain.isRecord() || isTyped(plain)) {
      ask(plain);
      return link(plain);
    }
    return switch (plain.getSimpleName()) {
      case "int", "long", "Integer", "Long", "OptionalInt", "OptionalLong" -> "whole number";
      case "double", "Double", "float", "OptionalDouble" -> "number";
      case "boolean" -> "`true`, `false`";
      case "String" -> "text";
      default -> throw new IllegalStateException(plain + ": name it here");
    };
  }

  private static Map<String, Object> defaults(Class<?> type) {
    Optional<Method> method =
        Arrays.stream(type.getDeclaredMethods())
            .filter(one -> one.getName().equals("defaults") && one.getParameterCount() == 0)
            .findFirst();
    Map<String, Object> found = new LinkedHashMap<>();
    try {
      if (method.isPresent()) {
        method.get().setAccessible(true);
        Object given = method.get().invoke(null);
        if (given instanceof Map<?, ?> map) {
          map.forEach((key, value) -> found.put((String) key, value));
        } else {
          for (RecordComponent key : type.getRecordComponents()) {
            key.getAccessor().setAccessible(true);
            found.put(key.getName(), key.getAccessor().invoke(given));
          }
        }
      }
      return found;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName(), e);
    }
  }

  private static Doc doc(Class<?> type) {
    Class<?> told = TOLD_BY.getOrDefault(type, type);
    String source = source(told);
    Matcher record =
        Pattern.compile("\\b(record|interface) " + told.getSimpleName() + "\\b").matcher(source);
    if (!record.find()) {
      throw new IllegalStateException(told + ": is not in its source");
    }
    int end = source.lastIndexOf("*/", record.start());
    String comment = source.substring(source.lastIndexOf("/**", end) + 3, end);
    String[] parts = plain(comment).split("@param ");
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      Matcher parameter = PARAMETER.matcher(parts[i].strip());
      if (parameter.matches()) {
        parameters.put(parameter.group(1), parameter.group(2).strip().replace("|", "\\|"));
      }
    }
    return new Doc(parts[0].strip(), parameters);
  }

  private static String source(Class<?> type) {
    Class<?> file = type;
    while (file.getEnclosingClass() != null) {
      file = file.getEnclosingClass();
    }
    try {
      return Files.readString(SOURCES.resolve(file.getName().replace('.', '/') + ".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A comment of Javadoc as Markdown on one line. */
  private static String plain(String comment) {
    return comment
        .replaceAll("(?m)^\\s*\\* ?", "")
        .replaceAll("\\s+", " ")
        .replaceAll("<p>", " ")
        .replaceAll("\\{@code ([^}]*)\\}", "`$1`")
        .replaceAll("\\{@link(?:plain)? (?:[^}#\\s]*#|[^}#\\s]*\\.)?(\\w+)[^}]*\\}", "`$1`")
        .replaceAll("\\{@value [^}]*#?(\\w+)\\}", "`$1`")
        .replaceAll("</?code>", "`")
        .replace("&gt;", ">")
        .replace("&lt;", "<")
        .replaceAll(" +", " ")
        .strip();
  }
}
