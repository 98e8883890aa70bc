package normflow.spark.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import normflow.engine.Moments;

/**
 * How well a model tells anomalies from other rows that it has not seen, by -log p: rank statistics
 * that no threshold enters.
 *
 * @param normal number of test rows that are no anomalies, m
 * @param anomalies number of anomalies, n
 * @param auroc area under the receiver operating characteristic curve: the share of the m n pairs
 *     in which the anomaly has the lower density, of ties a half
 * @param standardError of {@code auroc}, from the shares of single rows; "Comparing the areas under
 *     two or more correlated receiver operating characteristic curves: a nonparametric approach"
 *     (DeLong, DeLong, Clarke-Pearson, 1988). One row of either kind has none; where all pairs are
 *     told apart it is 0, which is too little
 * @param averagePrecision mean over the anomalies of the share of anomalies among the rows of no
 *     higher density than each; by chance n / (m + n)
 */
public record Detection(
    long normal,
    long anomalies,
    double auroc,
    OptionalDouble standardError,
    double averagePrecision) {

  /**
   * Of rows of both kinds, one at least of each, by ranks ("Fast implementation of DeLong's
   * algorithm for comparing the areas under correlated receiver operating characteristic curves",
   * Sun, Xu, 2014).
   *
   * @param normal log-densities; what is no number counts as the lowest
   * @param anomalies log-densities of the anomalies
   * @throws IllegalArgumentException if there is none of a kind
   */
  public static Detection of(double[] normal, double[] anomalies) {
    if (normal.length == 0 || anomalies.length == 0) {
      throw new IllegalArgumentException(
          "labels: "
              + normal.length
              + " normal rows and "
              + anomalies.length
              + " anomalies are left to tell apart: one of each is needed at least");
    }
    double[] ordinary = scores(normal);
    double[] unusual = scores(anomalies);
    double[] all =
        IntStream.range(0, ordinary.length + unusual.length)
            .mapToDouble(i -> i < ordinary.length ? ordinary[i] : unusual[i - ordinary.length])
            .toArray();
    double[] ranks = ranks(all);
    double[] among = ranks(unusual);
    double[] amongOrdinary = ranks(ordinary);
    // Shares of the rows of the other kind that a row is on the right side of.
    Moments found =
        Moments.of(unusual.length, i -> (ranks[ordinary.length + i] - among[i]) / ordinary.length);
    Moments passed =
        Moments.of(ordinary.length, i -> 1 - (ranks[i] - amongOrdinary[i]) / unusual.length);
    return new Detection(
        ordinary.length,
        unusual.length,
        found.mean()[0],
        unusual.length > 1 && ordinary.length > 1
            ? OptionalDouble.of(Math.hypot(found.standardError(0), passed.standardError(0)))
            : OptionalDouble.empty(),
        averagePrecision(all, ordinary.length));
  }

  private static double[] scores(double[] logDensities) {
    return Arrays.stream(logDensities)
        .map(value -> Double.isNaN(value) ? Double.POSITIVE_INFINITY : 0 - value)
        .toArray();
  }

  /** From 1 on; equal values share the mean of theirs. */
  private static double[] ranks(double[] values) {
    int[] order = order(values);
    double[] ranks = new double[values.length];
    for (int from = 0, to; from < order.length; from = to) {
      to = endOfTie(values, order, from);
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
    }
    return ranks;
  }

  private static double averagePrecision(double[] scores, int ordinary) {
    int[] order = order(scores);
    double sum = 0;
    int above = 0;
    // From the highest score on, ties together.
    for (int to = order.length, from; to > 0; to = from) {
      from = to;
      int inTie = 0;
      while (from > 0 && scores[order[from - 1]] == scores[order[to - 1]]) {
        from--;
        inTie += order[from] >= ordinary ? 1 : 0;
      }
      above += inTie;
      sum += inTie * (double) above / (order.length - from);
    }
    return sum / (scores.length - ordinary);
  }

  private static int endOfTie(double[] values, int[] order, int from) {
    int to = from + 1;
    while (to < order.length && values[order[to]] == values[order[from]]) {
      to++;
    }
    return to;
  }

  private static int[] order(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> values[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
