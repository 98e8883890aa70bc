package normflow.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.codec.Written;
import normflow.provider.LaterKey;
import normflow.text.Shown;
import normflow.train.TrainingConfig;

/**
 * A job and what to change in it, trial by trial.
 *
 * @param base a job's keys, or the path of a job file; its {@code output} does not count
 * @param axes by the dotted path of the key that they give values to, such as {@code
 *     training.optimizer.learningRate}; in the order of the results
 * @param search which trials there are
 * @param halving when weak trials stop; without, never, but for {@code search: auto}
 * @param repeats how often every trial is trained, to be compared by the mean; once without
 * @param stop when a search that learns proposes no more trials; never before all of them without
 * @param mode how trials share the cluster
 * @param localMegabytes the most that the standardised rows may have for trials to be tasks, in
 *     mode {@code auto}
 * @param output folder of the trials and the results
 * @param ensemble such as {@code best 5}: the mean of the densities of so many of the best trials,
 *     2 to 100, is left as one more model
 */
public record SweepConfig(
    Object base,
    Map<String, Object> axes,
    Search search,
    Optional<Halving> halving,
    Optional<Repeats> repeats,
    Optional<Stop> stop,
    Mode mode,
    int localMegabytes,
    String output,
    @LaterKey String ensemble) {

  private static final Pattern BEST = Pattern.compile("best ([2-9]|[1-9][0-9]|100)");

  /** How trials share the cluster. */
  public enum Mode {
    /** By the size of the data. */
    AUTO,
    /** Every trial is one task; as many run at a time as there are cores. */
    TASKS,
    /** One trial after the other, each over all partitions. */
    CLUSTER
  }

  /**
   * Rungs on which trials are compared: with factor 3 and 2 rungs after a ninth and a third of the
   * rows that the longest trial sees. The best of every rung, one in {@code factor}, go on.
   *
   * <p>"A System for Massively Parallel Hyperparameter Tuning" (Li et al., 2020). A search that
   * learns is asynchronous: a trial goes on as soon as it is among the best that have come to its
   * rung. In others a rung is decided when all its trials are there, so that timing decides
   * nothing.
   *
   * <p>A learning rate that is still high hides how good a trial is, so what is compared is a copy
   * of it that is cooled: trained on while its learning rate falls linearly to zero. "Scaling Laws
   * and Compute-Optimal Training Beyond Fixed Training Durations" (Hägele et al., 2024).
   *
   * @param factor at least 2
   * @param rungs 1 to 10
   * @param cooldown steps of the cooled copy, as a share of the steps before; 0 compares the best
   *     validation so far
   */
  public record Halving(int factor, int rungs, double cooldown) {
    public Halving {
      if (!(cooldown >= 0 && cooldown <= 1)) {
        throw new IllegalArgumentException("cooldown = " + cooldown + ": must be between 0 and 1");
      }
      if (factor < 2) {
        throw new IllegalArgumentException("factor = " + factor + ": must be at least 2");
      }
      if (rungs < 1 || rungs > 10) {
        throw new IllegalArgumentException("rungs = " + rungs + ": must be 1 to 10");
      }
    }

    /** A ninth and a third. */
    public static Halving defaults() {
      return new Halving(3, 2, 0.2);
    }

    /** What rung {@code rung}, from 0 on, is of the longest trial. */
    public double share(int rung) {
      return Math.pow(factor, (double) rung - rungs);
    }

    /** The steps of a cooled copy of a trial after so many steps. */
    public long cooling(long steps) {
      return cooldown == 0 ? 0 : Math.max(1, Math.round(cooldown * steps));
    }

    /** How many of a rung's trials go on. */
    public int promoted(int trials) {
      return (trials + factor - 1) / factor;
    }
  }

  /**
   * When enough trials were proposed; those that are there go on to their ends.
   *
   * @param minutes since the sweep began, or went on; above 0
   * @param patience trials since the best one, at least 1
   */
  public record Stop(OptionalDouble minutes, OptionalInt patience) {
    public Stop {
      if (minutes.isEmpty() && patience.isEmpty()) {
        throw new IllegalArgumentException("stop = {}: give minutes or patience");
      }
      if (!(minutes.orElse(1) > 0)) {
        throw new IllegalArgumentException(
            "minutes = " + minutes.getAsDouble() + ": must be positive");
      }
      if (patience.orElse(1) < 1) {
        throw new IllegalArgumentException(
            "patience = " + patience.getAsInt() + ": must be at least 1");
      }
    }

    /** What may be left out. */
    public static Map<String, Object> defaults() {
      return Map.of("minutes", OptionalDouble.empty(), "patience", OptionalInt.empty());
    }
  }

  public SweepConfig {
    if (!(base instanceof Map) && !(base instanceof String path && !path.isBlank())) {
      throw new IllegalArgumentException(
          "base = " + Shown.value(base) + ": must be a job's keys, or the path of a job file");
    }
    axes = Collections.unmodifiableMap(new LinkedHashMap<>(axes));
    if (axes.isEmpty() && !(search instanceof Search.Listed)) {
      throw new IllegalArgumentException("axes = {}: name at least one key with its values");
    }
    if (!axes.isEmpty() && search instanceof Search.Listed) {
      throw new IllegalArgumentException("axes and listed trials: give one of them");
    }
    try {
      Axis.all(axes);
    } catch (ConfigException e) {
      throw new ConfigException("axes." + e.getMessage(), e);
    }
    if (search instanceof Search.Auto && halving.isEmpty()) {
      halving = Optional.of(Halving.defaults());
    }
    if (stop.isPresent() && search.learning().isEmpty()) {
      throw new IllegalArgumentException(
          "stop: the trials of this search are all known before; set search: {type: auto} or tpe");
    }
    if (localMegabytes < 0) {
      throw new IllegalArgumentException(
          "localMegabytes = " + localMegabytes + ": must not be negative");
    }
    if (output.isBlank()) {
      throw new IllegalArgumentException("output is empty: name a folder for the trials");
    }
    if (!ensemble.isEmpty() && !BEST.matcher(ensemble).matches()) {
      throw new IllegalArgumentException(
          "ensemble = " + Shown.value(ensemble) + ": must be such as best 5, of 2 to 100 trials");
    }
  }

  /** How many of the best trials are to be one model; 0 for none. */
  public int together() {
    return ensemble.isEmpty() ? 0 : Integer.parseInt(ensemble.substring("best ".length()));
  }

  /** What may be left out. */
  public static Map<String, Object> defaults() {
    return Map.of(
        "axes",
        Map.of(),
        "search",
        new Search.Grid(),
        "halving",
        Optional.empty(),
        "repeats",
        Optional.empty(),
        "stop",
        Optional.empty(),
        "mode",
        Mode.AUTO,
        "localMegabytes",
        256);
  }

  /** The axes. */
  public Map<String, Axis> space() {
    return Axis.all(axes);
  }

  /**
   * What chooses held-out rows where a job does not say: the base's seed, so that trials of other
   * seeds are compared on the same rows.
   */
  public long seedOfSplit() {
    return baseKeys().get("training") instanceof Map<?, ?> training
            && Written.meant(training.get("seed")) instanceof Number seed
        ? seed.longValue()
        : TrainingConfig.defaults().seed();
  }

  /** The same sweep with another base. */
  public SweepConfig withBase(Map<String, Object> keys) {
    return with(keys, halving, mode, output, ensemble);
  }

  /** The same sweep, which compares the best validations so far at its rungs. */
  public SweepConfig withoutCooldown() {
    Optional<Halving> plain = halving.map(its -> new Halving(its.factor(), its.rungs(), 0));
    return with(base, plain, mode, output, ensemble);
  }

  /** The same sweep in another folder. */
  public SweepConfig withOutput(String folder) {
    return with(base, halving, mode, folder, ensemble);
  }

  /** The same sweep in another mode. */
  public SweepConfig withMode(Mode chosen) {
    return with(base, halving, chosen, output, ensemble);
  }

  /** The same sweep, with another ensemble of its trials. */
  public SweepConfig withEnsemble(String best) {
    return with(base, halving, mode, output, best);
  }

  private SweepConfig with(
      Object keys, Optional<Halving> rungs, Mode chosen, String folder, String best) {
    return new SweepConfig(
        keys, axes, search, rungs, repeats, stop, chosen, localMegabytes, folder, best);
  }

  /**
   * The job of a trial: the base with the values in place. Whole keys come before keys within them,
   * so that a path may lead into a value of another axis.
   *
   * @param values by path
   * @param folder of the model
   * @throws ConfigException if that is no job
   */
  public RunConfig job(Map<String, Object> values, String folder) {
    Map<Integer, Map<String, Object>> byDepth = new TreeMap<>();
    values.forEach(
        (path, value) ->
            byDepth
                .computeIfAbsent(path.split("\\.").length, depth -> new LinkedHashMap<>())
                .put(path, value));
    Map<String, Object> keys = new LinkedHashMap<>(baseKeys());
    keys.putAll(byDepth.getOrDefault(1, Map.of()));
    keys.put("output", folder);
    byDepth.remove(1);
    RunConfig job = Codec.converted("base.", keys, RunConfig.class);
    for (Map<String, Object> within : byDepth.values()) {
      job = Codec.replaced(job, within);
    }
    return job;
  }

  /**
   * The keys of the base.
   *
   * @throws IllegalStateException if they are still in a file
   */
  public Map<String, Object> baseKeys() {
    if (!(base instanceof Map<?, ?> keys)) {
      throw new IllegalStateException("base = " + Shown.value(base) + ": was not read");
    }
    Map<String, Object> named = new LinkedHashMap<>();
    keys.forEach((key, value) -> named.put((String) key, value));
    return named;
  }
}
