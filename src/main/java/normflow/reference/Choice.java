package normflow.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import normflow.random.Streams;

/**
 * How much the covariances of reference lines are shrunk: as gives the best likelihood to a fifth
 * of the rows, chosen at random, of densities that are fitted to the others.
 *
 * @param kept rows that are fitted to
 * @param left the others
 * @param width number of columns, those of the context among them
 * @param context how many of them are given
 */
record Choice(List<float[]> kept, List<float[]> left, int width, int context) {

  private static final int FIFTH = 5;

  /** More rows choose the same. */
  private static final int MOST_ROWS = 2560;

  static Choice of(List<float[]> sample, int width, int context) {
    List<float[]> kept = new ArrayList<>();
    List<float[]> left = new ArrayList<>();
    int stride = (sample.size() + MOST_ROWS - 1) / MOST_ROWS;
    for (int i = 0; i * stride < sample.size(); i++) {
      // By a hash, as rows may come in turns.
      boolean fifth = Math.floorMod(Streams.hash(1, i), FIFTH) == 0;
      (fifth ? left : kept).add(sample.get(i * stride));
    }
    return new Choice(kept, left, width, context);
  }

  /** A share of its variance for each column: small unless rows are few or columns dependent. */
  double ridge() {
    RowMoments moments = RowMoments.of(kept, width);
    return best(
        List.of(1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0),
        0.1,
        ridge -> ReferenceLine.gaussian(moments, ridge, context));
  }

  /** Rows that the covariance of all counts for in each component of a mixture. */
  double pooledRows(double ridge) {
    RowMoments moments = RowMoments.of(kept, width);
    double most = 10.0 * (width + 2);
    return best(
        List.of(most / 1000, most / 100, most / 10, most),
        most,
        pooled -> ReferenceLine.mixture(kept, moments, ridge, pooled, context));
  }

  /** The one of some values whose density is best; {@code otherwise} if there is no telling. */
  private double best(List<Double> values, double otherwise, DoubleFunction<ReferenceLine> fit) {
    double chosen = otherwise;
    double most = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      double likelihood = left.isEmpty() ? most : likelihood(fit, value);
      if (likelihood > most) {
        most = likelihood;
        chosen = value;
      }
    }
    return chosen;
  }

  private double likelihood(DoubleFunction<ReferenceLine> fit, double value) {
    try {
      RowDensity density = fit.apply(value).density(width, context);
      return left.stream().mapToDouble(row -> density.logDensity(row, 0)).sum();
    } catch (ArithmeticException e) {
      return Double.NEGATIVE_INFINITY;
    }
  }
}
