package normflow.store;

import java.util.Map;
import java.util.OptionalDouble;
import normflow.train.TrainingState.Measurement;
import normflow.train.TrainingState.Split;

/**
 * A point of the learning curves as a line of JSON; what was not measured, or is not finite, is
 * null. Negative log-likelihoods are in nats a row.
 *
 * @param step number of steps done
 * @param epoch passes over the training rows so far
 * @param trainingNll over the mini-batches since the last line, in training mode and standardised
 *     units
 * @param validationNll over the validation rows, in standardised units
 * @param learningRate of the last step
 * @param gradientNorm of the last mean gradient, before clipping
 * @param rowsPerSecond training rows a second since the last line
 * @param seconds since the run started
 * @param computeSeconds of the steps since the last line, in the slowest task of each
 * @param exchangeSeconds of the same steps: parameters out, gradients back
 * @param updateSeconds of the same steps: the optimiser
 * @param trainingNllInputUnits {@code trainingNll} in the units of the input; not in files of
 *     before
 * @param validationNllInputUnits {@code validationNll} in the units of the input; not in files of
 *     before
 */
public record MetricsLine(
    long step,
    double epoch,
    OptionalDouble trainingNll,
    OptionalDouble validationNll,
    double learningRate,
    OptionalDouble gradientNorm,
    OptionalDouble rowsPerSecond,
    double seconds,
    OptionalDouble computeSeconds,
    OptionalDouble exchangeSeconds,
    OptionalDouble updateSeconds,
    OptionalDouble trainingNllInputUnits,
    OptionalDouble validationNllInputUnits) {

  /** What may be left out. */
  public static Map<String, Object> defaults() {
    OptionalDouble none = OptionalDouble.empty();
    return Map.of(
        "trainingNll", none,
        "validationNll", none,
        "gradientNorm", none,
        "rowsPerSecond", none,
        "computeSeconds", none,
        "exchangeSeconds", none,
        "updateSeconds", none,
        "trainingNllInputUnits", none,
        "validationNllInputUnits", none);
  }

  /** A point in standardised units alone. */
  public static MetricsLine of(Measurement m) {
    return of(m, Double.NaN);
  }

  /**
   * A point in both units.
   *
   * @param offset what log-densities have more in the units of the input than standardised
   */
  public static MetricsLine of(Measurement m, double offset) {
    return new MetricsLine(
        m.step(),
        m.epoch(),
        finite(m.trainingLoss()),
        finite(m.validationLoss()),
        m.learningRate(),
        finite(m.gradientNorm()),
        finite(m.rowsPerSecond()),
        m.seconds(),
        finite(m.split().compute()),
        finite(m.split().exchange()),
        finite(m.split().update()),
        finite(m.trainingLoss() - offset),
        finite(m.validationLoss() - offset));
  }

  public Measurement measurement() {
    return new Measurement(
        step,
        epoch,
        trainingNll.orElse(Double.NaN),
        validationNll.orElse(Double.NaN),
        learningRate,
        gradientNorm.orElse(Double.NaN),
        rowsPerSecond.orElse(Double.NaN),
        seconds,
        new Split(
            computeSeconds.orElse(Double.NaN),
            exchangeSeconds.orElse(Double.NaN),
            updateSeconds.orElse(Double.NaN)));
  }

  public static OptionalDouble finite(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
