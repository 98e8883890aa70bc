package normflow.spark.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Negative log-likelihoods of single rows, for what a mean does not tell.
 *
 * @param kept those of rows at even distances, in their order; sorted by {@link #sorted}
 * @param worst the rows of the greatest, from the greatest on
 */
record RowLikelihoods(float[] kept, List<Row> worst) implements Serializable {

  /** Rows that are named. */
  private static final int NAMED = 3;

  /** A row in the units of the input. */
  record Row(double nll, double[] values) implements Serializable {}

  static RowLikelihoods none() {
    return new RowLikelihoods(new float[0], List.of());
  }

  /**
   * Those of a block.
   *
   * @param before rows of the partition that come before it
   * @param values of a row
   */
  static RowLikelihoods of(double[] nll, long before, int stride, IntFunction<double[]> values) {
    int[] places = Yardsticks.kept(before, nll.length, stride).toArray();
    float[] kept = new float[places.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = (float) nll[places[i]];
    }
    List<Row> worst = new ArrayList<>();
    double least = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < nll.length; row++) {
      if (worst.size() < NAMED || nll[row] > least) {
        worst.add(new Row(nll[row], values.apply(row)));
        worst.sort(Comparator.comparingDouble(Row::nll).reversed());
        worst.subList(Math.min(NAMED, worst.size()), worst.size()).clear();
        least = worst.get(worst.size() - 1).nll;
      }
    }
    return new RowLikelihoods(kept, List.copyOf(worst));
  }

  RowLikelihoods merge(RowLikelihoods other) {
    float[] both = Arrays.copyOf(kept, kept.length + other.kept.length);
    System.arraycopy(other.kept, 0, both, kept.length, other.kept.length);
    List<Row> rows = new ArrayList<>(worst);
    rows.addAll(other.worst);
    rows.sort(Comparator.comparingDouble(Row::nll).reversed());
    return new RowLikelihoods(both, List.copyOf(rows.subList(0, Math.min(NAMED, rows.size()))));
  }

  double[] sorted() {
    double[] sorted = new double[kept.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = kept[i];
    }
    Arrays.sort(sorted);
    return sorted;
  }
}
