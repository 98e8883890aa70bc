package normflow.study.grid;

import java.util.Map;
import java.util.Optional;
import normflow.spark.evaluate.Detection;
import normflow.spark.evaluate.Evaluation;
import normflow.store.TrainedRows;
import normflow.study.Outcome;

/**
 * What came of a flow on a data set: the file {@code cell.json} in the folder of the model.
 *
 * @param data name of the data set
 * @param flow name of the flow
 * @param configSha256 digest of what decides the bits of the result
 * @param measured what was measured, unless it failed
 * @param error why it failed, or empty
 * @param rows what tells the rows that it was made from from others; empty of one that failed, and
 *     in files of before
 */
public record Cell(
    String data,
    String flow,
    String configSha256,
    Optional<Measured> measured,
    String error,
    Optional<TrainedRows> rows)
    implements Outcome {

  /** What a file of before may leave out. */
  public static Map<String, Object> defaults() {
    return Map.of("rows", Optional.empty());
  }

  /**
   * What was measured.
   *
   * @param dim columns of the rows
   * @param parameters number of trained parameters
   * @param trainingRows number of rows trained on
   * @param steps that were done
   * @param bestStep after which the parameters were taken
   * @param trainingSeconds wall time of steps, validations and checkpoints; of a resumed training
   *     also that of the runs before up to their last point of the learning curves
   * @param trainingRowsPerSecond rows through all steps by the time of the steps alone
   * @param speeds of the trained model
   * @param test on the test rows
   * @param detection of the anomalies among them, where the data set has labels
   * @param parametersSha256 digest of {@code parameters.safetensors}
   * @param finished time of the end, UTC
   */
  public record Measured(
      int dim,
      int parameters,
      long trainingRows,
      long steps,
      long bestStep,
      double trainingSeconds,
      double trainingRowsPerSecond,
      Speeds speeds,
      Evaluation test,
      Optional<Detection> detection,
      String parametersSha256,
      String finished) {

    /** What a file of before may leave out. */
    public static Map<String, Object> defaults() {
      return Map.of("detection", Optional.empty());
    }

    /**
     * Whether the model seems better than the density that the rows were drawn from by more than
     * two standard errors. No model is: chance, or an error in the density or the model.
     */
    public boolean belowFloor() {
      return test.gap().isPresent()
          && test.gap().getAsDouble() < -2 * test.gapStandardError().orElse(0);
    }
  }

  @Override
  public boolean failed() {
    return measured.isEmpty();
  }
}
