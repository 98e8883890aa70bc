package normflow.study.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import normflow.codec.ConfigException;
import normflow.config.Axis;
import normflow.config.Axis.Option;
import normflow.config.RunConfig;
import normflow.config.Search;
import normflow.config.SweepConfig;
import normflow.flow.Architecture;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;
import normflow.study.Setting;
import normflow.study.Trial;
import normflow.text.Numbers;

/**
 * The trials of a sweep, every job of them read and checked.
 *
 * @param all in the order of the search
 * @param axes paths of all keys that trials have values of
 * @param dropped how many draws were the same as one before
 */
public record Trials(List<Trial> all, List<String> axes, int dropped) {

  private static final int MOST = 100_000;

  public Trials {
    all = List.copyOf(all);
    axes = List.copyOf(axes);
  }

  /**
   * Builds all jobs.
   *
   * @throws ConfigException if one is wrong, two are the same, or there are no validation rows
   */
  public static Trials of(SweepConfig config) {
    List<Map<String, Option>> chosen = chosen(config);
    String digits = "%0" + Math.max(3, Integer.toString(chosen.size()).length()) + "d";
    Map<String, Trial> byDigest = new LinkedHashMap<>();
    Set<String> axes = new LinkedHashSet<>();
    Variants variants = Variants.of(chosen);
    for (int i = 0; i < chosen.size(); i++) {
      Trial trial = trial(config, i + 1, Numbers.format(digits, i + 1), chosen.get(i), variants);
      axes.addAll(trial.settings().keySet());
      Trial same = byDigest.putIfAbsent(trial.configSha256(), trial);
      if (same != null && !(config.search() instanceof Search.Random)) {
        throw new ConfigException(
            Numbers.format(
                "trials %d (%s) and %d (%s) are the same job: leave one out",
                same.number(), same.description(), i + 1, trial.description()),
            null);
      }
    }
    Collection<Trial> distinct = byDigest.values();
    ConfigException.unlessRefused(
        () -> {
          Architecture.requireComparable(
              distinct.stream().map(trial -> trial.job().flow()).toList());
          return distinct;
        });
    return new Trials(List.copyOf(distinct), List.copyOf(axes), chosen.size() - distinct.size());
  }

  private static List<Map<String, Option>> chosen(SweepConfig config) {
    List<Map<String, Option>> chosen = new ArrayList<>();
    if (config.search() instanceof Search.Random random) {
      for (int trial = 1; trial <= random.trials(); trial++) {
        chosen.add(drawn(random, trial, config.space()));
      }
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

  /** A value depends on seed, trial and path, and on no other axis. */
  private static Map<String, Option> drawn(
      Search.Random random, int trial, Map<String, Axis> axes) {
    Map<String, Option> options = new LinkedHashMap<>();
    axes.forEach(
        (path, axis) -> {
          Option option =
              axis.draw(Streams.stream(random.seed(), Purpose.TRIALS, trial, path.hashCode()));
          options.put(path, option);
          options.putAll(drawn(random, trial, option.axes()));
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

  /** An axis may try weight decays; a trial has one. */
  private static RunConfig raceless(RunConfig job) {
    return job.training().optimizer().weightDecay().isPresent() ? job : job.withWeightDecay(0);
  }

  private static Trial trial(
      SweepConfig config, int number, String name, Map<String, Option> options, Variants variants) {
    Map<String, Setting> settings = new LinkedHashMap<>();
    Map<String, Object> values = new LinkedHashMap<>();
    options.forEach(
        (path, option) -> {
          settings.put(path, Setting.of(path, option));
          values.put(path, option.value());
        });
    // What people call a trial is no key of its job.
    values.remove(Search.Listed.NAME);
    try {
      RunConfig job = config.job(values, config.output() + "/trials/" + name);
      if (job.validating().share() == 0 && !job.validating().hasTable()) {
        throw new ConfigException(
            "validation has no rows, and trials are chosen by them: give a share or a path", null);
      }
      return new Trial(
          number,
          name,
          variants.added(settings, job),
          raceless(job.splitSeed().isPresent() ? job : job.withSplitSeed(config.seedOfSplit())));
    } catch (ConfigException e) {
      throw new ConfigException(
          Numbers.format("trial %d (%s): %s", number, Trial.describe(settings), e.getMessage()), e);
    }
  }
}
