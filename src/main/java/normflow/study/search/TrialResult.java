package normflow.study.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import normflow.config.Repeats;
import normflow.engine.Moments;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.evaluate.Evaluation.Reference;
import normflow.spark.job.StagedTraining.Stage;
import normflow.spark.job.Trained;
import normflow.store.Provenance;
import normflow.store.TrainedRows;
import normflow.study.Outcome;
import normflow.study.Trial;
import normflow.train.TrainingException;

/**
 * How far a trial has come: the file {@code trial.json} in its folder.
 *
 * @param trial its number
 * @param settings texts by the paths of their keys
 * @param configSha256 digest of what decides the bits of the result
 * @param status how it stands
 * @param rungs where it was compared with others, in order
 * @param measured what was measured at the end, if it was trained to it
 * @param seconds of training, all parts together
 * @param error why it failed, or empty
 * @param rows what tells the rows that it is trained on from others; empty in folders of before
 */
public record TrialResult(
    int trial,
    Map<String, String> settings,
    String configSha256,
    Status status,
    List<Rung> rungs,
    Optional<Measured> measured,
    double seconds,
    String error,
    Optional<TrainedRows> rows)
    implements Outcome {

  /** What a file of before may leave out. */
  public static Map<String, Object> defaults() {
    return Map.of("rows", Optional.empty());
  }

  /** How a trial stands; in the order of the leaderboard. */
  public enum Status {
    /** It was trained to the end. */
    FINISHED,
    /** It waits at a rung for the others. */
    PAUSED,
    /** Others were better at a rung. */
    STOPPED,
    /** It ended with an error. */
    FAILED
  }

  /**
   * Where a trial was compared with others.
   *
   * @param step after which
   * @param validationNll the best so far, or of a copy that was cooled; nats in the units of the
   *     input
   */
  public record Rung(long step, double validationNll) {}

  /**
   * What was measured; nats in the units of the input.
   *
   * @param validationNll mean -log p of the validation rows
   * @param validationStandardError of it
   * @param testNll the same of the test rows, if there are any
   * @param testStandardError of it
   * @param gap of the test rows to the density that they were drawn from, if it is known
   * @param gapStandardError of it
   * @param parameters number of trained parameters
   * @param steps that were done
   * @param bestStep after which the parameters were taken
   * @param parametersSha256 digest of {@code parameters.safetensors}
   * @param reference the best of the simple densities on the test rows, and how far the flow is
   *     better; empty in files of before
   * @param repeats of which the likelihoods are means; the rest is of the first one. Empty for one
   */
  public record Measured(
      double validationNll,
      OptionalDouble validationStandardError,
      OptionalDouble testNll,
      OptionalDouble testStandardError,
      OptionalDouble gap,
      OptionalDouble gapStandardError,
      int parameters,
      long steps,
      long bestStep,
      String parametersSha256,
      Optional<Reference> reference,
      Optional<Spread> repeats) {

    /**
     * How repeats differ.
     *
     * @param count how many there are
     * @param validationStandardError of the mean over them of the validation NLL; of several splits
     *     by their means over the seeds
     * @param testStandardError the same of the test NLL
     */
    public record Spread(
        int count, OptionalDouble validationStandardError, OptionalDouble testStandardError) {}

    /** What a file of before may leave out. */
    public static Map<String, Object> defaults() {
      return Map.of("reference", Optional.empty(), "repeats", Optional.empty());
    }

    /** The mean of repeats; that of the test rows only where all have some. */
    static Measured of(List<Measured> all, Repeats repeats) {
      Measured first = all.get(0);
      if (all.size() == 1) {
        return first;
      }
      boolean tested = all.stream().allMatch(its -> its.testNll.isPresent());
      double[] validation =
          repeats.independent(all.stream().mapToDouble(Measured::validationNll).toArray());
      double[] test =
          tested
              ? repeats.independent(
                  all.stream().mapToDouble(its -> its.testNll.getAsDouble()).toArray())
              : new double[0];
      return new Measured(
          DoubleStream.of(validation).average().orElseThrow(),
          first.validationStandardError,
          DoubleStream.of(test).average(),
          first.testStandardError,
          first.gap,
          first.gapStandardError,
          first.parameters,
          first.steps,
          first.bestStep,
          first.parametersSha256,
          first.reference,
          Optional.of(new Spread(all.size(), standardError(validation), standardError(test))));
    }

    private static OptionalDouble standardError(double[] values) {
      double mean = DoubleStream.of(values).average().orElse(0);
      double squares = DoubleStream.of(values).map(value -> Math.pow(value - mean, 2)).sum();
      return values.length < 2
          ? OptionalDouble.empty()
          : OptionalDouble.of(Math.sqrt(squares / (values.length - 1) / values.length));
    }

    /** What {@code validationNll} is uncertain by: over its repeats where there are any. */
    public OptionalDouble validationError() {
      return repeats.map(Spread::validationStandardError).orElse(validationStandardError);
    }

    /** What {@code testNll} is uncertain by: over its repeats where there are any. */
    public OptionalDouble testError() {
      return repeats.map(Spread::testStandardError).orElse(testStandardError);
    }

    static Measured of(Trained trained) {
      Provenance provenance = trained.provenance();
      Moments validation = trained.result().validation();
      Optional<Evaluation> test = trained.test();
      return new Measured(
          provenance
              .validationNll()
              .orElseThrow(
                  () ->
                      new TrainingException(
                          "some validation rows have no finite log-density by the trained flow, so"
                              + " that their mean is infinite: look for extreme values in them")),
          validation.count() > 1
              ? OptionalDouble.of(validation.standardError(0))
              : OptionalDouble.empty(),
          provenance.testNll(),
          provenance.testStandardError(),
          test.map(Evaluation::gap).orElse(OptionalDouble.empty()),
          test.map(Evaluation::gapStandardError).orElse(OptionalDouble.empty()),
          provenance.parameters(),
          provenance.steps(),
          provenance.bestStep(),
          provenance.parametersSha256(),
          test.flatMap(Evaluation::best),
          Optional.empty());
    }
  }

  public TrialResult {
    rungs = List.copyOf(rungs);
  }

  /** Before its first step. */
  static TrialResult begun(Trial trial, Optional<TrainedRows> rows) {
    Map<String, String> settings = new LinkedHashMap<>();
    trial.settings().forEach((path, setting) -> settings.put(path, setting.text()));
    return new TrialResult(
        trial.number(),
        settings,
        trial.configSha256(),
        Status.PAUSED,
        List.of(),
        Optional.empty(),
        0,
        "",
        rows);
  }

  /** Whether nothing has come of it yet. */
  boolean isBegun() {
    return status == Status.PAUSED && rungs.isEmpty();
  }

  @Override
  public boolean failed() {
    return status == Status.FAILED;
  }

  /**
   * At the next rung.
   *
   * @param stages of its repeats
   */
  TrialResult paused(List<Stage> stages) {
    boolean validated = stages.stream().allMatch(stage -> stage.validationNll().isPresent());
    double nll =
        validated ? mean(stages, stage -> stage.validationNll().getAsDouble()) : Double.MAX_VALUE;
    List<Rung> more = new ArrayList<>(rungs);
    more.add(new Rung(stages.get(0).step(), nll));
    double all = seconds + stages.stream().mapToDouble(Stage::seconds).sum();
    return with(Status.PAUSED, more, Optional.empty(), all, "");
  }

  /**
   * At its end.
   *
   * @param trained its repeats
   */
  TrialResult finished(List<Trained> trained, Repeats repeats) {
    double all =
        seconds + trained.stream().mapToDouble(its -> its.provenance().trainingSeconds()).sum();
    Measured measured = Measured.of(trained.stream().map(Measured::of).toList(), repeats);
    return with(Status.FINISHED, rungs, Optional.of(measured), all, "");
  }

  private static <T> double mean(List<T> values, ToDoubleFunction<T> value) {
    return values.stream().mapToDouble(value).average().orElseThrow();
  }

  TrialResult stopped() {
    return with(Status.STOPPED, rungs, measured, seconds, "");
  }

  /** What it was before it came to a rung, from 0 on. */
  TrialResult before(int rung) {
    List<Rung> passed = rungs.subList(0, Math.min(rung, rungs.size()));
    return with(Status.PAUSED, passed, Optional.empty(), seconds, "");
  }

  TrialResult failed(String reason) {
    return with(Status.FAILED, rungs, Optional.empty(), seconds, reason);
  }

  private TrialResult with(
      Status now, List<Rung> passed, Optional<Measured> end, double all, String reason) {
    return new TrialResult(trial, settings, configSha256, now, passed, end, all, reason, rows);
  }

  /** What it is compared by: of the end, or of the last rung; empty before one. */
  public OptionalDouble validationNll() {
    if (measured.isPresent()) {
      return OptionalDouble.of(measured.get().validationNll());
    }
    return status == Status.FAILED || rungs.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(rungs.get(rungs.size() - 1).validationNll());
  }

  /** Steps that were done: to the end, or to the last rung; empty before one. */
  public Optional<Long> steps() {
    return measured
        .map(Measured::steps)
        .or(() -> rungs.stream().map(Rung::step).reduce((first, last) -> last));
  }
}
