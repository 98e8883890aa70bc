package normflow.study.search.propose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import normflow.codec.ConfigException;
import normflow.config.Axis;
import normflow.config.Axis.Option;
import normflow.config.Search;
import normflow.config.SweepConfig;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;

/**
 * What the trials of a sweep set that are known from its start: drawn, listed, or all of a grid.
 */
public final class FirstOptions {

  private static final int MOST = 100_000;

  private FirstOptions() {}

  /**
   * The options of each trial, by their paths.
   *
   * @throws ConfigException if they are too many, or have no end
   */
  public static List<Map<String, Option>> of(SweepConfig config) {
    List<Map<String, Option>> chosen = new ArrayList<>();
    if (config.search() instanceof Search.Random random) {
      chosen.addAll(draws(random.seed(), random.trials(), config.space()));
    } else if (config.search().learning().isPresent()) {
      Search.Tpe tpe = config.search().learning().get();
      chosen.addAll(draws(tpe.seed(), Math.min(tpe.startup(), tpe.trials()), config.space()));
    } else if (config.search() instanceof Search.Listed listed) {
      for (Map<String, Object> values : listed.trials()) {
        Map<String, Option> options = new LinkedHashMap<>();
        values.forEach(
            (path, value) -> options.put(path, new Axis.Choice(List.of(value)).options().get(0)));
        chosen.add(options);
      }
    } else {
      expand(Map.of(), config.space(), chosen);
    }
    return chosen;
  }

  private static List<Map<String, Option>> draws(long seed, int trials, Map<String, Axis> axes) {
    return IntStream.rangeClosed(1, trials).mapToObj(trial -> drawn(seed, trial, axes)).toList();
  }

  /** A value depends on seed, trial and path, and on no other axis. */
  private static Map<String, Option> drawn(long seed, long trial, Map<String, Axis> axes) {
    Map<String, Option> options = new LinkedHashMap<>();
    axes.forEach(
        (path, axis) -> {
          Option option = axis.draw(Streams.stream(seed, Purpose.TRIALS, trial, path.hashCode()));
          options.put(path, option);
          options.putAll(drawn(seed, trial, option.axes()));
        });
    return options;
  }

  /** All that begin with {@code before} and go on with the axes. */
  private static void expand(
      Map<String, Option> before, Map<String, Axis> axes, List<Map<String, Option>> all) {
    if (axes.isEmpty()) {
      if (all.size() == MOST) {
        throw new ConfigException(
            "axes: more than 100,000 trials; give fewer values, or set search: {type: random}",
            null);
      }
      all.add(before);
      return;
    }
    String path = axes.keySet().iterator().next();
    List<Option> options = axes.get(path).options();
    if (options.isEmpty()) {
      throw new ConfigException(
          "axes." + path + " has no end of values: a grid cannot; set search: {type: random}",
          null);
    }
    for (Option option : options) {
      Map<String, Option> next = new LinkedHashMap<>(before);
      next.put(path, option);
      Map<String, Axis> rest = new LinkedHashMap<>(option.axes());
      axes.forEach(rest::putIfAbsent);
      rest.remove(path);
      expand(next, rest, all);
    }
  }
}
