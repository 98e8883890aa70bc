package normflow.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import normflow.flow.Architecture;
import normflow.flow.Ensemble;
import normflow.provider.LaterKey;
import normflow.text.Shown;

/**
 * One training job.
 *
 * @param data the rows to train on
 * @param badRows what happens to rows with a null, a NaN or an infinity
 * @param validation rows that watch the training and choose its best parameters; a tenth where it
 *     is left out
 * @param test rows that measure the result and nothing else
 * @param splitSeed chooses the rows that are held out by share; {@code training.seed} does where it
 *     is left out
 * @param standardize by what columns are standardised
 * @param flow what is trained
 * @param training how; what is left out follows from the table
 * @param checkpoints when the state is saved
 * @param partitions parts that the rows are held in, one task each; 0 takes as many as pay, at most
 *     the cluster's default parallelism
 * @param exchange how tasks and driver exchange parameters and gradients; changes no bit of the
 *     result
 * @param output folder of the model
 * @param purpose {@code anomalies}: where flow and standardize are left out, an ensemble of three
 *     flows by whose members each row is scored that have not seen it, behind whitened columns
 */
public record RunConfig(
    Source data,
    BadRows badRows,
    Optional<HeldOut> validation,
    HeldOut test,
    OptionalLong splitSeed,
    Scaling standardize,
    Architecture flow,
    TrainingKeys training,
    Checkpoints checkpoints,
    int partitions,
    ExchangeKind exchange,
    String output,
    @LaterKey String purpose) {

  /** A purpose: how likely rows are, which is that of a job that names none. */
  public static final String DENSITY = "density";

  /** A purpose: which rows are unusual. */
  public static final String ANOMALIES = "anomalies";

  private static final int MOST_PARTITIONS = 100_000;

  /** How tasks and driver exchange parameters and gradients. */
  public enum ExchangeKind {
    /** Resident tasks where the cluster allows them, else one job a step. */
    AUTO,
    /** Tasks that stay over all steps; an error where the cluster does not allow them. */
    RESIDENT,
    /** One Spark job a step. */
    JOB
  }

  public RunConfig {
    if (partitions < 0) {
      throw new IllegalArgumentException("partitions = " + partitions + ": must not be negative");
    }
    requireFew(partitions);
    if (output.isBlank()) {
      throw new IllegalArgumentException("output is empty: name a folder for the model");
    }
    if (!List.of("", DENSITY, ANOMALIES).contains(purpose)) {
      throw new IllegalArgumentException(
          "purpose = " + Shown.value(purpose) + ": can be " + DENSITY + " or " + ANOMALIES);
    }
    if (!flow.takesAtoms()) {
      requireContinuous(data);
    }
    standardize.requireFits(flow);
    HeldOut validating = validation.orElse(new HeldOut(HeldOut.TENTH, ""));
    if (validating.share() + test.share() >= 1) {
      throw new IllegalArgumentException(
          "validation.share + test.share = "
              + (validating.share() + test.share())
              + ": leaves no rows to train on");
    }
    for (HeldOut heldOut : List.of(validating, test)) {
      if (heldOut.hasTable() && heldOutTable(data, heldOut).isEmpty()) {
        throw new IllegalArgumentException(
            (heldOut.path().isEmpty() ? heldOut.table().isEmpty() ? "query" : "table" : "path")
                + " = "
                + Shown.value(heldOut.path() + heldOut.table() + heldOut.query())
                + ": rows of a generated density are held out by share");
      }
    }
  }

  /** The table of held-out rows, if they have one of their own. */
  public Optional<Source.Table> heldOutTable(HeldOut heldOut) {
    return heldOutTable(data, heldOut);
  }

  private static Optional<Source.Table> heldOutTable(Source data, HeldOut heldOut) {
    return data.match(
        table -> Optional.of(heldOut).filter(HeldOut::hasTable).map(table::at),
        generated -> Optional.empty());
  }

  private static void requireContinuous(Source data) {
    SortedMap<String, StatedType> types =
        data.match(Source.Table::types, generated -> Collections.emptySortedMap());
    types.forEach((name, type) -> type.requireContinuous("data.types." + name));
  }

  /** Each is a task, whose gradients the driver holds. */
  static void requireFew(int partitions) {
    if (partitions > MOST_PARTITIONS) {
      throw new IllegalArgumentException("partitions = " + partitions + ": at most 100,000");
    }
  }

  /** What may be left out. */
  public static Map<String, Object> defaults() {
    return Map.of(
        "badRows", BadRows.FAIL,
        "validation", Optional.empty(),
        "test", HeldOut.defaults(),
        "splitSeed", OptionalLong.empty(),
        "standardize", Scaling.MOMENTS,
        "training", TrainingKeys.defaults(),
        "checkpoints", Checkpoints.defaults(),
        "partitions", 0,
        "exchange", ExchangeKind.AUTO);
  }

  /**
   * What may be left out of a job with these texts.
   *
   * @param texts values that are texts, and types of others, by their keys
   */
  static Map<String, Object> defaults(Map<String, String> texts) {
    Map<String, Object> all = new HashMap<>(defaults());
    if (!List.of("", DENSITY).contains(texts.getOrDefault("purpose", ""))) {
      all.put("flow", Ensemble.ofUnseen());
      if (!"tabular".equals(texts.get("flow"))) {
        all.put("standardize", Scaling.WHITEN);
      }
    }
    return all;
  }

  /** The same job with another folder for the model. */
  public RunConfig withOutput(String folder) {
    return with(data, splitSeed, partitions, folder);
  }

  /** The same job, given those columns of its context only. */
  public RunConfig given(Predicate<String> used) {
    Source source = data.match(table -> table.given(used), generated -> generated);
    return with(source, splitSeed, partitions, output);
  }

  /** Rows that watch the training: as given, or a tenth. */
  public HeldOut validating() {
    return validation.orElse(new HeldOut(HeldOut.TENTH, ""));
  }

  /** Paths of the keys that follow from the table. */
  public Set<String> leftOut() {
    Set<String> paths = new LinkedHashSet<>();
    training.leftOut().forEach(key -> paths.add("training." + key));
    if (validation.isEmpty()) {
      paths.add("validation.share");
    }
    return paths;
  }

  /** The same job with what it leaves out from these, so that nothing follows from the table. */
  public RunConfig settled(TableDefaults defaults) {
    return with(
        Optional.of(validation.orElse(new HeldOut(defaults.validation(), ""))),
        flow.settled(defaults.width(), defaults.base()),
        training.over(defaults.training()));
  }

  /** The same job with what another one, settled by its table, has of what this one leaves out. */
  public RunConfig settledAs(RunConfig settled) {
    return with(validation.or(settled::validation), settled.flow, settled.training)
        .given(settled.data.context()::contains);
  }

  /** The same job of another flow. */
  public RunConfig withFlow(Architecture other) {
    return with(validation, other, training);
  }

  /** The same job, trained like this. */
  public RunConfig withTraining(TrainingKeys keys) {
    return with(validation, flow, keys);
  }

  private RunConfig with(Optional<HeldOut> validating, Architecture sized, TrainingKeys keys) {
    return new RunConfig(
        data,
        badRows,
        validating,
        test,
        splitSeed,
        standardize,
        sized,
        keys,
        checkpoints,
        partitions,
        exchange,
        output,
        purpose);
  }

  /** The same job over so many partitions. */
  public RunConfig withPartitions(int number) {
    return with(data, splitSeed, number, output);
  }

  /** The same job with rows held out by this seed. */
  public RunConfig withSplitSeed(long seed) {
    return with(data, OptionalLong.of(seed), partitions, output);
  }

  private RunConfig with(Source source, OptionalLong split, int number, String folder) {
    return new RunConfig(
        source,
        badRows,
        validation,
        test,
        split,
        standardize,
        flow,
        training,
        checkpoints,
        number,
        exchange,
        folder,
        purpose);
  }

  /** What chooses the rows that are held out by share. */
  public long seedOfSplit() {
    return splitSeed.orElse(training.seed());
  }

  /**
   * When the state of a run is saved.
   *
   * @param steps between two checkpoints; 0 for none but the last
   * @param minutes after which one is due whatever the steps; 0 never
   * @param keep how many are kept, at least 1
   * @param film points of the training at which the parameters of a flow of two columns are kept
   *     for the report's film, close together at the start; 0 for none
   */
  public record Checkpoints(long steps, double minutes, int keep, int film) {

    private static final int MOST_POINTS = 200;

    public Checkpoints {
      if (steps < 0 || !(minutes >= 0)) {
        throw new IllegalArgumentException(
            "steps = " + steps + ", minutes = " + minutes + ": must not be negative");
      }
      if (keep < 1) {
        throw new IllegalArgumentException("keep = " + keep + ": must be at least 1");
      }
      if (film < 0 || film > MOST_POINTS) {
        throw new IllegalArgumentException(
            "film = " + film + ": must be from 0, for none, to " + MOST_POINTS);
      }
    }

    /** Every 1,000 steps or 5 minutes; two are kept, and 24 points for the film. */
    public static Checkpoints defaults() {
      return new Checkpoints(1000, 5, 2, 24);
    }
  }
}
