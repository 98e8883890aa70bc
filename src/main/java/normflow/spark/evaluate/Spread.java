package normflow.spark.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How the negative log-likelihoods of single rows lie, in nats and the units of the input; of more
 * than a million rows, those at even distances among them.
 *
 * @param median of the rows
 * @param trimmedMean mean without a hundredth of the rows, one at least, at either end; of fewer
 *     than 20 rows the mean
 * @param heavy the few rows that the mean hangs on, if it does
 */
public record Spread(double median, double trimmedMean, Optional<Heavy> heavy) {

  /** Fewer rows say nothing of what is usual. */
  private static final int LEAST_ROWS = 20;

  private static final double TRIMMED = 0.01;

  /**
   * Rows, one in a hundred at most, whose squared deviations from the mean are over half of those
   * of all.
   *
   * @param rows how many
   * @param mean of all rows
   * @param meanOfOthers of all but them
   * @param worst values of the first of them, such as {@code a = 1.0, b = 2.0}
   */
  public record Heavy(int rows, double mean, double meanOfOthers, List<String> worst) {

    public Heavy {
      worst = List.copyOf(worst);
    }
  }

  /**
   * Of the rows that are kept.
   *
   * @param sorted their values, one at least
   * @param worst the rows with the last of them, the last one first
   */
  static Spread of(double[] sorted, List<String> worst) {
    int length = sorted.length;
    int cut = length < LEAST_ROWS ? 0 : (int) Math.ceil(TRIMMED * length);
    return new Spread(
        (sorted[(length - 1) / 2] + sorted[length / 2]) / 2,
        mean(sorted, cut, length - cut),
        heavy(sorted, worst));
  }

  private static double mean(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).sum() / (to - from);
  }

  private static Optional<Heavy> heavy(double[] sorted, List<String> worst) {
    int length = sorted.length;
    double mean = mean(sorted, 0, length);
    double squares = Arrays.stream(sorted).map(value -> (value - mean) * (value - mean)).sum();
    int most = Math.max(1, (int) (TRIMMED * length));
    double sum = 0;
    for (int rows = 1; length >= LEAST_ROWS && rows <= most; rows++) {
      double off = sorted[length - rows] - mean;
      sum += off * off;
      if (off > 0 && sum > squares / 2) {
        List<String> named = worst.subList(0, Math.min(rows, worst.size()));
        return Optional.of(new Heavy(rows, mean, mean(sorted, 0, length - rows), named));
      }
    }
    return Optional.empty();
  }
}
