package normflow.study.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import normflow.codec.ConfigException;
import normflow.config.Axis;
import normflow.config.Axis.Option;
import normflow.config.Repeats;
import normflow.config.RunConfig;
import normflow.config.Search;
import normflow.config.SweepConfig;
import normflow.flow.Architecture;
import normflow.flow.Ensemble;
import normflow.study.Setting;
import normflow.study.Trial;
import normflow.study.search.propose.FirstOptions;
import normflow.study.search.propose.Space;
import normflow.text.Numbers;

/**
 * The trials of a sweep, every job of them read and checked: all of them from the start, but for a
 * search that learns, which adds those that it proposes.
 */
public final class Trials {

  private final SweepConfig config;
  private final List<String> axes;
  private final Variants variants;
  private volatile int planned;
  private final Set<String> digests = new HashSet<>();
  private final Map<Integer, Map<String, Option>> values = new HashMap<>();
  private UnaryOperator<RunConfig> settling = UnaryOperator.identity();
  private int dropped;
  private final List<Trial> growing = new ArrayList<>();
  private volatile List<Trial> all = List.of();

  private Trials(SweepConfig config, List<Map<String, Option>> chosen) {
    this.config = config;
    List<Map<String, Option>> known = new ArrayList<>(chosen);
    Set<String> paths = new LinkedHashSet<>();
    if (config.search().learning().isPresent()) {
      // Refuses what a search cannot move in, before anything is trained.
      Space.of(config.space());
      possible(config.space(), paths, known);
    }
    known.forEach(options -> new RepeatedKeys(repeats()).requireFree(options.keySet()));
    variants = Variants.of(known);
    planned = config.search().learning().map(Search.Tpe::trials).orElse(chosen.size());
    for (int i = 0; i < chosen.size(); i++) {
      Optional<Trial> added = add(i + 1, chosen.get(i), trial -> {});
      added.ifPresent(trial -> paths.addAll(trial.settings().keySet()));
      dropped += added.isPresent() ? 0 : 1;
    }
    if (config.search().learning().isPresent()) {
      paths.addAll(variants.paths());
    }
    axes = List.copyOf(paths);
    all = List.copyOf(growing);
  }

  /**
   * Builds all jobs that are known before one is trained.
   *
   * @throws ConfigException if one is wrong, two are the same, or there are no validation rows
   */
  public static Trials of(SweepConfig config) {
    return new Trials(config, FirstOptions.of(config));
  }

  /** All that there are, in the order of the search. */
  public List<Trial> all() {
    return all;
  }

  /** All that there are, by their numbers. */
  Map<Integer, Trial> byNumber() {
    return all.stream().collect(Collectors.toMap(Trial::number, trial -> trial));
  }

  /** The paths of all keys that trials have values of. */
  public List<String> axes() {
    return axes;
  }

  /** How many draws were the same as one before. */
  public int dropped() {
    return dropped;
  }

  /** How many there are to be. */
  public int planned() {
    return config.search().learning().isPresent() ? planned : planned - dropped;
  }

  /** How often each is trained. */
  public Repeats repeats() {
    return config.repeats().orElse(Repeats.none());
  }

  /** A trial with each of the jobs that it is trained by. */
  List<Trial> repeated(Trial trial) {
    return repeats().jobs(trial.job()).stream().map(trial::with).toList();
  }

  /** Changes the jobs of all trials, and of those to come. */
  void settle(UnaryOperator<RunConfig> change) {
    UnaryOperator<RunConfig> before = settling;
    settling = job -> change.apply(before.apply(job));
    growing.replaceAll(trial -> trial.with(change.apply(trial.job())));
    all = List.copyOf(growing);
  }

  /** What a trial has on its axes. */
  Map<String, Option> values(Trial trial) {
    return values.get(trial.number());
  }

  /**
   * Adds a trial; empty if there is one with its job.
   *
   * @param fits refuses a trial that its rows do not fit
   * @throws ConfigException if its job is wrong
   */
  Optional<Trial> propose(Map<String, Option> options, Consumer<Trial> fits) {
    Optional<Trial> added =
        add(all.isEmpty() ? 1 : all.get(all.size() - 1).number() + 1, options, fits);
    all = List.copyOf(growing);
    return added;
  }

  /** There are no others. */
  void noMore() {
    planned = all.size();
  }

  private Optional<Trial> add(int number, Map<String, Option> options, Consumer<Trial> fits) {
    String digits = "%0" + Math.max(3, Integer.toString(planned).length()) + "d";
    Trial trial = trial(config, number, Numbers.format(digits, number), options, variants);
    if (!digests.add(trial.configSha256())) {
      if (config.search() instanceof Search.Grid || config.search() instanceof Search.Listed) {
        refuse(trial);
      }
      return Optional.empty();
    }
    Trial settled = trial.with(settling.apply(trial.job()));
    List<Trial> compared = growing.isEmpty() ? List.of() : List.of(growing.get(0), settled);
    ConfigException.unlessRefused(
        () -> {
          Architecture.requireComparable(
              compared.stream().map(other -> other.job().flow()).toList());
          requireComparable(compared, settled.job());
          RepeatedKeys repeated = new RepeatedKeys(repeats());
          compared.forEach(other -> repeated.requireShared(other.job(), settled.job()));
          return compared;
        });
    fits.accept(settled);
    values.put(number, options);
    growing.add(settled);
    return Optional.of(settled);
  }

  private void requireComparable(List<Trial> compared, RunConfig job) {
    for (Trial other : compared) {
      if (!other.job().training().trim().equals(job.training().trim())) {
        throw new IllegalArgumentException(
            "training.trim differs: validations leave other rows out, and do not compare; give all"
                + " trials one share");
      }
    }
    if (config.together() > 0 && job.flow() instanceof Ensemble) {
      throw new IllegalArgumentException(
          "ensemble = "
              + config.ensemble()
              + ": a trial of flow ensemble is a mean itself; leave"
              + " one of them out");
    }
  }

  private void refuse(Trial trial) {
    Trial same =
        growing.stream()
            .filter(other -> other.configSha256().equals(trial.configSha256()))
            .findFirst()
            .orElseThrow();
    throw new ConfigException(
        Numbers.format(
            "trials %d (%s) and %d (%s) are the same job: leave one out",
            same.number(), same.description(), trial.number(), trial.description()),
        null);
  }

  /** The paths of all axes, and every value of a list once. */
  private static void possible(
      Map<String, Axis> axes, Set<String> paths, List<Map<String, Option>> values) {
    axes.forEach(
        (path, axis) -> {
          paths.add(path);
          for (Option option : axis.options()) {
            values.add(Map.of(path, option));
            possible(option.axes(), paths, values);
          }
        });
  }

  /** An axis may try weight decays; a trial has one. */
  private static RunConfig raceless(RunConfig job) {
    return job.training().optimizer().weightDecay().isPresent()
        ? job
        : job.withTraining(job.training().withWeightDecay(0));
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
      if (job.flow().standsForSeveral()) {
        throw new ConfigException(
            "flow = auto: a trial is of one flow; name those to try as values of the axis flow",
            null);
      }
      if (job.validating().share() == 0 && !job.validating().hasTable()) {
        throw new ConfigException(
            "validation has no rows, and trials are chosen by them: give a share or a path", null);
      }
      config.repeats().map(RepeatedKeys::new).ifPresent(its -> its.requireHeldOut(job));
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
