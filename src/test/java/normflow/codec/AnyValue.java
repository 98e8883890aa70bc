package normflow.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import normflow.density.Densities;
import normflow.flow.Maf;
import normflow.flow.Nsf;

/** Any value of a record or of a sealed interface of records, as far as their constructors go. */
final class AnyValue {

  private static final int MOST_REFUSED = 100_000;

  private AnyValue() {}

  /** Components that are refused unless they are chosen with care, by their names. */
  private static Arbitrary<?> component(String name, Type type) {
    return switch (name) {
      case "density" -> Arbitraries.of(Densities.names());
      case "order" -> Arbitraries.integers().between(1, 6).flatMap(AnyValue::permutation);
      case "members" -> type instanceof Class<?> ? of(type) : copies();
      case "of" -> type instanceof Class<?> ? flow() : flow().map(flow -> flow).list().ofMaxSize(3);
      case "values", "scores", "slopes" ->
          type instanceof ParameterizedType && valueType(type) == Double.class
              ? increasing()
              : of(type);
      case "base" -> type == Object.class ? keys() : of(type);
      case "axes" ->
          Arbitraries.maps(
                  text(), Arbitraries.integers().set().ofMinSize(1).ofMaxSize(3).map(List::copyOf))
              .ofMaxSize(3);
      case "columns" ->
          type instanceof ParameterizedType && valueType(type) == String.class
              ? often(
                  name().list().uniqueElements().ofMinSize(1).ofMaxSize(3),
                  text().list().ofMaxSize(3))
              : of(type);
      case "flows", "data" -> type instanceof Class<?> ? of(type) : named(valueType(type));
      default -> of(type);
    };
  }

  static Arbitrary<?> of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Arbitrary<?> element = of(valueType(type));
      Type raw = generic.getRawType();
      if (raw == Optional.class) {
        return element.optional();
      }
      if (raw == SortedMap.class) {
        return Arbitraries.maps(name(), element).ofMaxSize(2).map(TreeMap::new);
      }
      return raw == List.class
          ? element.list().ofMaxSize(3)
          : Arbitraries.maps(text(), element).ofMaxSize(3);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return record(plain);
    }
    if (plain.isSealed()) {
      return Arbitraries.oneOf(
          Stream.of(plain.getPermittedSubclasses())
              .filter(Class::isRecord)
              .<Arbitrary<Object>>map(permitted -> of(permitted).map(value -> value))
              .toList());
    }
    return plain.isEnum() ? Arbitraries.of(plain.getEnumConstants()) : scalar(plain);
  }

  private static Arbitrary<?> scalar(Class<?> type) {
    return Map.<Class<?>, Arbitrary<?>>ofEntries(
            Map.entry(boolean.class, Arbitraries.of(true, false)),
            Map.entry(int.class, integer()),
            Map.entry(Integer.class, integer()),
            Map.entry(long.class, whole()),
            Map.entry(double.class, number()),
            Map.entry(Double.class, number()),
            Map.entry(String.class, text()),
            Map.entry(
                Object.class, Arbitraries.oneOf(integer().map(i -> i), text().map(text -> text))),
            Map.entry(OptionalInt.class, integer().optional().map(AnyValue::ofInt)),
            Map.entry(OptionalLong.class, whole().optional().map(AnyValue::ofLong)),
            Map.entry(OptionalDouble.class, number().optional().map(AnyValue::ofDouble)))
        .get(type);
  }

  private static Arbitrary<Integer> integer() {
    return often(Arbitraries.integers().between(0, 40), Arbitraries.integers());
  }

  private static Arbitrary<Long> whole() {
    return often(Arbitraries.longs().between(0, 1000), Arbitraries.longs());
  }

  private static Arbitrary<Double> number() {
    Arbitrary<Double> share = Arbitraries.doubles().between(0, 1).ofScale(9);
    Arbitrary<Double> few = Arbitraries.doubles().between(2, 10).ofScale(3);
    return often(
        Arbitraries.oneOf(share, Arbitraries.just(0.0), few),
        Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite));
  }

  private static <T> Arbitrary<T> often(Arbitrary<T> usual, Arbitrary<T> any) {
    return Arbitraries.frequencyOf(Tuple.of(12, usual), Tuple.of(1, any));
  }

  private static Arbitrary<String> text() {
    return Arbitraries.frequencyOf(
        Tuple.of(2, Arbitraries.just("")),
        Tuple.of(2, Arbitraries.strings().alpha().ofMaxLength(6)),
        Tuple.of(1, Arbitraries.strings().ascii().ofMaxLength(6)),
        Tuple.of(
            1,
            Arbitraries.chars()
                .filter(unit -> !Character.isSurrogate(unit))
                .list()
                .ofMaxSize(6)
                .map(units -> units.stream().map(String::valueOf).reduce("", String::concat))));
  }

  /** One of so few that a key is likely to be one of the columns. */
  private static Arbitrary<String> name() {
    return Arbitraries.of("a", "b", "c");
  }

  private static Arbitrary<List<Integer>> permutation(int size) {
    return Arbitraries.shuffle(IntStream.range(0, size).boxed().toList());
  }

  private static Arbitrary<Object> flow() {
    return Arbitraries.of(Nsf.defaults(), Maf.defaults());
  }

  private static Arbitrary<List<Double>> increasing() {
    return Arbitraries.doubles()
        .between(1e-3, 10)
        .ofScale(9)
        .set()
        .ofSize(3)
        .map(numbers -> numbers.stream().sorted().toList());
  }

  /** Of one flow, as a mixture has them. */
  private static Arbitrary<?> copies() {
    return integer()
        .map(Math::abs)
        .filter(count -> count <= 100)
        .map(count -> Collections.nCopies(count, Nsf.defaults().flow(2)));
  }

  private static Arbitrary<?> keys() {
    return Arbitraries.oneOf(
        Arbitraries.maps(text(), of(Object.class)).ofMaxSize(3).map(keys -> keys),
        text().map(path -> path));
  }

  private static Arbitrary<?> named(Type type) {
    Arbitrary<String> names = Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(5);
    return Arbitraries.maps(names, of(type)).ofMinSize(1).ofMaxSize(2);
  }

  private static Type valueType(Type generic) {
    Type[] arguments = ((ParameterizedType) generic).getActualTypeArguments();
    return arguments[arguments.length - 1];
  }

  private static OptionalInt ofInt(Optional<Integer> value) {
    return value.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private static OptionalLong ofLong(Optional<Long> value) {
    return value.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  private static OptionalDouble ofDouble(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static Arbitrary<?> record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    if (components.length == 0) {
      return Arbitraries.just(made(type, List.of()).orElseThrow());
    }
    List<Arbitrary<Object>> parts =
        Stream.of(components)
            .<Arbitrary<Object>>map(
                part -> component(part.getName(), part.getGenericType()).map(value -> value))
            .toList();
    return Combinators.combine(parts)
        .as(values -> made(type, values))
        .filter(MOST_REFUSED, Optional::isPresent)
        .map(Optional::get);
  }

  /** The record of these components, unless it refuses them. */
  private static Optional<Object> made(Class<?> type, List<Object> values) {
    try {
      Class<?>[] types =
          Stream.of(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return Optional.of(constructor.newInstance(values.toArray()));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException
          || e.getCause() instanceof ConfigException) {
        return Optional.empty();
      }
      throw new AssertionError(type + " of " + values, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " has no constructor", e);
    }
  }
}
