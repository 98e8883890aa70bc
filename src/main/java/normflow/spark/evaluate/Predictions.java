package normflow.spark.evaluate;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How good the predictions of one column given others are: on all rows, of more than 10,000 on
 * those at even distances among them.
 *
 * <p>"Probabilistic Forecasts, Calibration and Sharpness" (Gneiting, Balabdaoui, Raftery, 2007).
 *
 * @param column that is predicted
 * @param rows that were looked at
 * @param crps mean continuous ranked probability score, in the units of the column
 * @param crpsStandardError of {@code crps}; one row has none
 * @param rmse root mean square of the distances from the predictive mean, in the same units
 * @param rmseStandardError of {@code rmse}; one row has none
 * @param intervals central intervals, and how many rows they hold
 * @param pit shares of the rows whose probability integral transform, the predicted probability of
 *     less than what was found, lies in each tenth from 0 to 1: a tenth each if predictions are
 *     right
 */
public record Predictions(
    String column,
    long rows,
    double crps,
    OptionalDouble crpsStandardError,
    double rmse,
    OptionalDouble rmseStandardError,
    List<Interval> intervals,
    List<Double> pit) {

  /**
   * The central interval of a probability, such as from the 5% to the 95% quantile.
   *
   * @param probability that it is to hold
   * @param held share of the rows in it
   * @param standardError what {@code held} is off by chance where predictions are right
   */
  public record Interval(double probability, double held, double standardError) {}

  public Predictions {
    intervals = List.copyOf(intervals);
    pit = List.copyOf(pit);
  }

  /** From the sums over some rows; empty if there are none, or their means are not finite. */
  static Optional<Predictions> of(String column, PredictionSums sums) {
    long rows = sums.crps().count();
    double crps = sums.crps().mean()[0];
    double rmse = Math.sqrt(sums.squares().mean()[0]);
    if (rows == 0 || !Double.isFinite(crps + rmse)) {
      return Optional.empty();
    }
    OptionalDouble ofSquares = Evaluation.standardError(sums.squares());
    return Optional.of(
        new Predictions(
            column,
            rows,
            crps,
            Evaluation.standardError(sums.crps()),
            rmse,
            ofSquares.stream().map(error -> rmse > 0 ? error / (2 * rmse) : 0).findFirst(),
            List.of(interval(sums.pit(), 5), interval(sums.pit(), 1)),
            IntStream.range(0, sums.pit().length / 2)
                .mapToObj(i -> (double) (sums.pit()[2 * i] + sums.pit()[2 * i + 1]) / rows)
                .toList()));
  }

  /** The one without so many parts at either end. */
  private static Interval interval(long[] pit, int without) {
    double rows = LongStream.of(pit).sum();
    double held = IntStream.range(without, pit.length - without).mapToLong(i -> pit[i]).sum();
    double probability = 1 - 2.0 * without / pit.length;
    double error = Math.sqrt(probability * (1 - probability) / rows);
    return new Interval(probability, held / rows, error);
  }
}
