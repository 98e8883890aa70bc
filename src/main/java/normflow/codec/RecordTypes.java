package normflow.codec;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import normflow.provider.Providers;
import normflow.provider.Typed;

/**
 * The records behind a sealed interface that is {@link Typed}, by the {@code type} that texts call
 * them: ours, and those that users provide.
 */
final class RecordTypes {

  private RecordTypes() {}

  /** The interface whose records are called by type, if a class is it or one of them. */
  static Optional<Class<?>> typed(Class<?> type) {
    return type.isAnnotationPresent(Typed.class)
        ? Optional.of(type)
        : Arrays.stream(type.getInterfaces()).flatMap(parent -> typed(parent).stream()).findFirst();
  }

  /** The interfaces among those permitted that users may implement. */
  static Stream<Class<?>> doors(Class<?> sealed) {
    return Arrays.<Class<?>>stream(sealed.getPermittedSubclasses()).filter(Class::isInterface);
  }

  /**
   * By the name of their type.
   *
   * @throws ConfigException if two have one name, or if what a jar names is no such record
   */
  static Map<String, Class<?>> of(Class<?> sealed) {
    Map<String, Class<?>> byName = new LinkedHashMap<>();
    Arrays.<Class<?>>stream(sealed.getPermittedSubclasses())
        .flatMap(type -> type.isInterface() ? provided(type).stream() : Stream.of(type))
        .forEach(
            type -> {
              Class<?> other = byName.putIfAbsent(Codec.typeName(type), type);
              if (other != null) {
                throw new ConfigException(
                    "type "
                        + Codec.typeName(type)
                        + " is both "
                        + other.getName()
                        + " and "
                        + type.getName()
                        + ": rename yours",
                    null);
              }
            });
    return byName;
  }

  private static List<? extends Class<?>> provided(Class<?> door) {
    List<? extends Class<?>> classes = ConfigException.unlessRefused(() -> Providers.classes(door));
    for (Class<?> one : classes) {
      if (!one.isRecord()) {
        throw new ConfigException(
            "META-INF/services/" + door.getName() + ": " + one.getName() + " is no record", null);
      }
    }
    return classes;
  }
}
