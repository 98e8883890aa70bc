package normflow.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import normflow.flow.CustomBase;
import normflow.layer.CustomLayer;
import normflow.layer.CustomUnivariate;
import normflow.provider.Providers;

/**
 * The records behind a sealed interface, by the {@code type} that texts call them: ours, and those
 * that users provide.
 *
 * @param provided by the interface that they implement, in the order of the class path
 */
record RecordTypes(Map<Class<?>, List<Class<?>>> provided) {

  private static final List<Class<?>> DOORS =
      List.of(CustomBase.class, CustomLayer.class, CustomUnivariate.class);

  /**
   * Those that the thread's class loader finds.
   *
   * @throws ConfigException if what a jar names is no such record
   */
  static RecordTypes here() {
    Map<Class<?>, List<Class<?>>> provided = new LinkedHashMap<>();
    for (Class<?> door : DOORS) {
      List<Class<?>> classes =
          ConfigException.unlessRefused(() -> List.<Class<?>>copyOf(Providers.classes(door)));
      for (Class<?> one : classes) {
        if (!one.isRecord()) {
          throw new ConfigException(
              "META-INF/services/" + door.getName() + ": " + one.getName() + " is no record", null);
        }
      }
      provided.put(door, classes);
    }
    return new RecordTypes(provided);
  }

  /** Whether users may provide records of a sealed interface; the one that theirs implement. */
  static Stream<Class<?>> doors(Class<?> sealed) {
    return DOORS.stream().filter(sealed::isAssignableFrom);
  }

  /**
   * By the name of their type.
   *
   * @throws ConfigException if two have one name
   */
  Map<String, Class<?>> of(Class<?> sealed) {
    Map<String, Class<?>> byName = new LinkedHashMap<>();
    Arrays.<Class<?>>stream(sealed.getPermittedSubclasses())
        .flatMap(type -> provided.getOrDefault(type, List.of(type)).stream())
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
}
