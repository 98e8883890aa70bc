package normflow.study.search;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import normflow.codec.Codec;
import normflow.config.Axis.Option;
import normflow.config.RunConfig;
import normflow.study.Setting;

/**
 * The keys in which values of one type differ, such as {@code flow.transforms} of two flows of type
 * {@code nsf}: called by their type alone, trials of the one could not be told from the other's.
 *
 * @param paths of those keys
 */
record Variants(Set<String> paths) {

  /** Of values that are maps. */
  static Variants of(List<Map<String, Option>> trials) {
    Map<String, Map<Object, Set<Map<?, ?>>>> byType = new LinkedHashMap<>();
    for (Map<String, Option> trial : trials) {
      trial.forEach(
          (path, option) -> {
            if (option.value() instanceof Map<?, ?> keys && keys.get("type") != null) {
              byType
                  .computeIfAbsent(path, key -> new LinkedHashMap<>())
                  .computeIfAbsent(keys.get("type"), type -> new LinkedHashSet<>())
                  .add(keys);
            }
          });
    }
    Set<String> paths = new LinkedHashSet<>();
    byType.forEach(
        (path, types) ->
            types
                .values()
                .forEach(values -> different(values).forEach(key -> paths.add(path + "." + key))));
    return new Variants(paths);
  }

  private static List<?> different(Set<Map<?, ?>> values) {
    return values.stream()
        .flatMap(keys -> keys.keySet().stream())
        .distinct()
        .filter(key -> values.stream().map(keys -> keys.get(key)).distinct().count() > 1)
        .toList();
  }

  /** What a job has at these keys, with what it has by default; what is set already stays. */
  Map<String, Setting> added(Map<String, Setting> settings, RunConfig job) {
    Map<String, Setting> all = new LinkedHashMap<>(settings);
    if (!paths.isEmpty()) {
      Codec.found(job, paths)
          .forEach((path, value) -> all.putIfAbsent(path, Setting.of(path, value)));
    }
    return all;
  }
}
