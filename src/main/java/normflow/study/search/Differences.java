package normflow.study.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import normflow.codec.Codec;
import normflow.config.SweepConfig;

/** What two sweeps do not have in common, key by key; a word alone is a {@code type}. */
final class Differences {

  /** How long a value may be to be shown. */
  private static final int MOST = 60;

  private Differences() {}

  /** Such as {@code base.training.steps was 1000 and is 2000}. */
  static List<String> between(SweepConfig before, SweepConfig now) {
    List<String> differences = new ArrayList<>();
    compare("", decisive(before), decisive(now), differences);
    if (differences.isEmpty() && !order(before).equals(order(now))) {
      differences.add("axes are in another order");
    }
    return differences;
  }

  /** What decides the results of trials; how they share the cluster is another matter. */
  private static Map<String, Object> decisive(SweepConfig config) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("base", plain(config.base()));
    keys.put("axes", plain(config.axes()));
    keys.put("search", plain(config.search()));
    config.halving().ifPresent(halving -> keys.put("halving", plain(halving)));
    config
        .repeats()
        .filter(repeats -> repeats.count() > 1)
        .ifPresent(repeats -> keys.put("repeats", plain(repeats)));
    return keys;
  }

  /** As maps, lists and values, whatever notation numbers were written in. */
  private static Map<String, Object> plain(Object value) {
    return Codec.keys("sweep", Codec.json(value));
  }

  private static List<String> order(SweepConfig config) {
    return List.copyOf(config.axes().keySet());
  }

  private static void compare(String path, Object before, Object now, List<String> differences) {
    if (before instanceof String type && now instanceof Map) {
      compare(path, Map.of("type", type), now, differences);
    } else if (before instanceof Map && now instanceof String type) {
      compare(path, before, Map.of("type", type), differences);
    } else if (before instanceof Map<?, ?> old && now instanceof Map<?, ?> changed) {
      Set<Object> names = new LinkedHashSet<>(old.keySet());
      names.addAll(changed.keySet());
      for (Object name : names) {
        String inner = path.isEmpty() ? name.toString() : path + "." + name;
        compare(inner, old.get(name), changed.get(name), differences);
      }
    } else if (!same(before, now)) {
      differences.add(path + " was " + text(before) + " and is " + text(now));
    }
  }

  private static boolean same(Object before, Object now) {
    if (!(before instanceof List<?> old && now instanceof List<?> changed)) {
      return Objects.equals(before, now);
    }
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < Math.min(old.size(), changed.size()); i++) {
      compare("", old.get(i), changed.get(i), differences);
    }
    return differences.isEmpty() && old.size() == changed.size();
  }

  private static String text(Object value) {
    String text = value == null ? "left out" : value.toString();
    return text.length() <= MOST ? text : text.substring(0, MOST) + "...";
  }
}
