package normflow.ml;

import java.io.Serializable;
import java.util.List;
import java.util.function.ToDoubleFunction;
import normflow.spark.job.TableFit.Fitted;
import normflow.train.TrainingState.Measurement;

/**
 * How a fit went. Negative log-likelihoods are means in nats, in the units of the input.
 *
 * @param trainingRows number of rows that the flow was trained on
 * @param validationRows number of rows that chose the parameters
 * @param skippedRows number of invalid rows that were left out
 * @param parameters number of trained parameters
 * @param totalIterations number of mini-batches
 * @param bestIteration after which the parameters were taken
 * @param stoppedEarly whether patience ran out before maxIter
 * @param seconds of training
 * @param validationNll of the model over the validation rows; NaN if there were none
 * @param history the learning curves
 */
public record NormalizingFlowSummary(
    long trainingRows,
    long validationRows,
    long skippedRows,
    int parameters,
    long totalIterations,
    long bestIteration,
    boolean stoppedEarly,
    double seconds,
    double validationNll,
    List<Point> history)
    implements Serializable {

  /**
   * A point of the learning curves.
   *
   * @param iteration number of mini-batches so far
   * @param trainingNll mean over the mini-batches since the point before, in training mode
   * @param validationNll mean over the validation rows; NaN if there are none
   * @param rowsPerSecond of training since the point before
   * @param seconds since the start
   */
  public record Point(
      long iteration,
      double trainingNll,
      double validationNll,
      double rowsPerSecond,
      double seconds)
      implements Serializable {}

  public NormalizingFlowSummary {
    history = List.copyOf(history);
  }

  static NormalizingFlowSummary of(Fitted fitted) {
    double offset = fitted.model().standardization().logDensityOffset();
    var validation = fitted.result().validation();
    return new NormalizingFlowSummary(
        fitted.trainingRows(),
        fitted.validationRows(),
        fitted.skippedRows(),
        fitted.model().flow().layout().trainedSize(),
        fitted.result().steps(),
        fitted.result().bestStep(),
        fitted.result().stoppedEarly(),
        fitted.seconds(),
        validation.count() == 0 ? Double.NaN : validation.mean()[0] - offset,
        fitted.result().history().stream().map(point -> point(point, offset)).toList());
  }

  private static Point point(Measurement measurement, double offset) {
    return new Point(
        measurement.step(),
        measurement.trainingLoss() - offset,
        measurement.validationLoss() - offset,
        measurement.rowsPerSecond(),
        measurement.seconds());
  }

  /** The mini-batches so far at each point of the learning curves. */
  public double[] iterations() {
    return values(Point::iteration);
  }

  /** The training curve. */
  public double[] trainingNllHistory() {
    return values(Point::trainingNll);
  }

  /** The validation curve; NaN where there are no validation rows. */
  public double[] validationNllHistory() {
    return values(Point::validationNll);
  }

  private double[] values(ToDoubleFunction<Point> value) {
    return history.stream().mapToDouble(value).toArray();
  }
}
