package normflow.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.config.RunConfig;
import normflow.provider.LaterKey;

/**
 * Where a model comes from: the file {@code provenance.json} beside it.
 *
 * @param config the job
 * @param trainingRows number of rows trained on
 * @param validationRows number of rows that chose the parameters
 * @param testRows number of rows held out for the test
 * @param skippedRows bad rows that were left out: with a null, a NaN, an infinity, or a value that
 *     is beyond what a flow can compute with
 * @param partitions tasks of a step, which decide the bits
 * @param parameters number of trained parameters
 * @param steps that were done
 * @param bestStep after which the parameters were taken
 * @param skippedSteps steps without a finite gradient
 * @param stoppedEarly whether patience ran out
 * @param validationNll mean -log p of the validation rows in the units of the input, nats, if there
 *     were any
 * @param testNll the same of the test rows
 * @param testStandardError of {@code testNll}
 * @param parametersSha256 digest of {@code parameters.safetensors}
 * @param trainingSeconds wall time of the steps, in this run
 * @param finished time of the end, UTC
 * @param versions of what it ran on
 * @param rows what tells the rows from others; empty in folders of before
 * @param race the flows and weight decays that were tried; empty where there was one only
 */
public record Provenance(
    RunConfig config,
    long trainingRows,
    long validationRows,
    long testRows,
    long skippedRows,
    int partitions,
    int parameters,
    long steps,
    long bestStep,
    long skippedSteps,
    boolean stoppedEarly,
    OptionalDouble validationNll,
    OptionalDouble testNll,
    OptionalDouble testStandardError,
    String parametersSha256,
    double trainingSeconds,
    String finished,
    Map<String, String> versions,
    Optional<TrainedRows> rows,
    List<Raced> race) {

  /**
   * A training that was tried for its flow or its weight decay.
   *
   * @param flow where there were several
   * @param validationNll mean -log p of the validation rows in the units of the input, nats
   */
  public record Raced(@LaterKey String flow, double weightDecay, OptionalDouble validationNll) {}

  public Provenance {
    race = List.copyOf(race);
  }

  /** The same with the job and its passwords, which what is read from a folder has lost. */
  public Provenance withConfig(RunConfig given) {
    return new Provenance(
        given,
        trainingRows,
        validationRows,
        testRows,
        skippedRows,
        partitions,
        parameters,
        steps,
        bestStep,
        skippedSteps,
        stoppedEarly,
        validationNll,
        testNll,
        testStandardError,
        parametersSha256,
        trainingSeconds,
        finished,
        versions,
        rows,
        race);
  }

  /** What a folder of before may leave out. */
  public static Map<String, Object> defaults() {
    return Map.of("rows", Optional.empty(), "race", List.of());
  }
}
