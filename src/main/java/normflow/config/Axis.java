package normflow.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.codec.Written;
import normflow.provider.Typed;
import normflow.text.Shown;

/** What one key of a job may be: values to go through, or a density to draw from. */
@Typed
public sealed interface Axis {

  /** All values, in order; none where there is no end to them. */
  List<Option> options();

  /** One value. */
  Option draw(SplittableRandom random);

  /** On what its values lie. */
  Scale scale();

  /**
   * A value of an axis.
   *
   * @param name short, for people
   * @param value of the key, as a text's parser gives it
   * @param axes that only this value has
   */
  record Option(String name, Object value, Map<String, Axis> axes) {
    private Option(Object value) {
      this(String.valueOf(value), value, Map.of());
    }

    /** A number, as a text's parser gives it. */
    public static Option of(Number value) {
      return new Option(value);
    }

    /** The value if it is a number. */
    public OptionalDouble number() {
      return Written.meant(value) instanceof Number number
          ? OptionalDouble.of(number.doubleValue())
          : OptionalDouble.empty();
    }
  }

  /** These values, one as probable as the other. */
  record Choice(List<Object> values) implements Axis {
    public Choice {
      if (values.isEmpty()) {
        throw new IllegalArgumentException("values = []: give at least one");
      }
      values = List.copyOf(values);
      named(values);
    }

    @Override
    public List<Option> options() {
      return named(values);
    }

    @Override
    public Option draw(SplittableRandom random) {
      return options().get(random.nextInt(values.size()));
    }

    @Override
    public Scale scale() {
      return new Scale.Names(values.size());
    }

    /** Values that are called the same are numbered. */
    private static List<Option> named(List<Object> values) {
      List<Option> options = values.stream().map(Choice::option).toList();
      Map<String, Long> ofName =
          options.stream().collect(Collectors.groupingBy(Option::name, Collectors.counting()));
      Set<Option> before = new HashSet<>();
      List<Option> named = new ArrayList<>();
      for (Option option : options) {
        if (!before.add(option)) {
          throw new IllegalArgumentException(
              "values: " + Shown.value(option.value) + " stands there twice");
        }
        boolean alone = ofName.get(option.name) == 1;
        String name = alone ? option.name : option.name + "-" + (named.size() + 1);
        named.add(new Option(name, option.value, option.axes));
      }
      return List.copyOf(named);
    }

    private static Option option(Object given) {
      if (!(given instanceof Map<?, ?> keys)) {
        return new Option(given);
      }
      if (!keys.containsKey("value")) {
        return new Option(name(keys), keys, Map.of());
      }
      return Codec.converted("values.", keys, NamedValue.class).option();
    }

    private static String name(Map<?, ?> keys) {
      return keys.get("type") instanceof String type ? type : Codec.jsonLine(keys);
    }

    /** A value with what goes with it. */
    record NamedValue(Optional<String> name, Object value, Map<String, Object> axes) {
      /** What may be left out. */
      public static Map<String, Object> defaults() {
        return Map.of("name", Optional.empty(), "axes", Map.of());
      }

      Option option() {
        String called = value instanceof Map<?, ?> keys ? Choice.name(keys) : value.toString();
        return new Option(name.orElse(called), value, Axis.all(axes));
      }
    }
  }

  /** All whole numbers from {@code from} to {@code to}, both included. */
  record Range(long from, long to) implements Axis {
    private static final long MOST = 100_000;

    public Range {
      if (from > to || to - from >= MOST) {
        throw new IllegalArgumentException(
            "from = " + from + ", to = " + to + ": must be in order, and at most " + MOST);
      }
    }

    @Override
    public List<Option> options() {
      return LongStream.rangeClosed(from, to).mapToObj(Option::new).toList();
    }

    @Override
    public Option draw(SplittableRandom random) {
      return new Option(random.nextLong(from, to + 1));
    }

    @Override
    public Scale.Interval scale() {
      return new Scale.Interval(from, to, false, true);
    }
  }

  /** A number from {@code from} to {@code to}, of four significant digits. */
  record Uniform(double from, double to) implements Axis {
    public Uniform {
      requireOrder(from, to);
    }

    @Override
    public List<Option> options() {
      return List.of();
    }

    @Override
    public Option draw(SplittableRandom random) {
      return Option.of(scale().value(from + random.nextDouble() * (to - from)));
    }

    @Override
    public Scale.Interval scale() {
      return new Scale.Interval(from, to, false, false);
    }
  }

  /** A number whose logarithm is uniform, of four significant digits. */
  record LogUniform(double from, double to) implements Axis {
    public LogUniform {
      requireOrder(from, to);
      if (!(from > 0)) {
        throw new IllegalArgumentException("from = " + from + ": a logarithm needs it positive");
      }
    }

    @Override
    public List<Option> options() {
      return List.of();
    }

    @Override
    public Option draw(SplittableRandom random) {
      return Option.of(scale().value(from * Math.pow(to / from, random.nextDouble())));
    }

    @Override
    public Scale.Interval scale() {
      return new Scale.Interval(from, to, true, false);
    }
  }

  private static void requireOrder(double from, double to) {
    if (!(from < to) || !Double.isFinite(to - from)) {
      throw new IllegalArgumentException(
          "from = " + from + ", to = " + to + ": must be finite numbers in order");
    }
  }

  /**
   * Axes as a text gives them: a list of values, or keys with a {@code type}.
   *
   * @throws ConfigException if one is neither
   */
  static Map<String, Axis> all(Map<String, Object> given) {
    Map<String, Axis> axes = new LinkedHashMap<>();
    given.forEach((path, axis) -> axes.put(path, of(path, axis)));
    return axes;
  }

  private static Axis of(String path, Object given) {
    if (given instanceof List<?> values) {
      return Codec.converted(path + ".", Map.of("type", "choice", "values", values), Axis.class);
    }
    if (given instanceof Map<?, ?> keys) {
      return Codec.converted(path + ".", keys, Axis.class);
    }
    throw new ConfigException(
        Shown.value(path)
            + " = "
            + Shown.value(given)
            + ": must be a list of values, or keys with a type",
        null);
  }
}
