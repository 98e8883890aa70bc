package normflow.study.importance;

import java.util.Arrays;
import java.util.BitSet;

/**
 * An axis cut into cells, so that every tree that is grown on it has its borders between them.
 *
 * @param cells of all things, by number
 * @param weights of the cells: the share of the axis that each is; they add up to 1
 * @param ordered whether cells beside each other are alike
 */
public record Factor(int[] cells, double[] weights, boolean ordered) {

  /**
   * Numbers from 0 to 1; the cell of each reaches half-way to its neighbours. Where the axis is
   * missing a cell of its own, which weighs as many things as have it.
   *
   * @param positions of all things; NaN where the axis is missing
   */
  public static Factor ofNumbers(double... positions) {
    double[] distinct =
        Arrays.stream(positions)
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .distinct()
            .toArray();
    int[] cells = new int[positions.length];
    for (int i = 0; i < positions.length; i++) {
      cells[i] = Double.isNaN(positions[i]) ? 0 : 1 + Arrays.binarySearch(distinct, positions[i]);
    }
    double[] weights = new double[distinct.length + 1];
    for (int i = 0; i < distinct.length; i++) {
      double low = i == 0 ? 0 : (distinct[i - 1] + distinct[i]) / 2;
      double high = i + 1 == distinct.length ? 1 : (distinct[i] + distinct[i + 1]) / 2;
      weights[i + 1] = high - low;
    }
    return new Factor(cells, withMissing(cells, weights), true);
  }

  /**
   * A few values, each a cell; all weigh the same.
   *
   * @param ordered whether they are numbers in their order, and not names
   * @param numbers of the values that all things have, from 0 on; NaN where the axis is missing
   */
  public static Factor ofValues(boolean ordered, double... numbers) {
    int[] cells =
        Arrays.stream(numbers)
            .mapToInt(value -> Double.isNaN(value) ? 0 : 1 + (int) value)
            .toArray();
    int count = Arrays.stream(cells).max().orElse(0);
    double[] weights = new double[count + 1];
    Arrays.fill(weights, 1, count + 1, 1.0 / Math.max(1, count));
    return new Factor(cells, withMissing(cells, weights), ordered);
  }

  private static double[] withMissing(int[] cells, double[] weights) {
    double missing =
        (double) Arrays.stream(cells).filter(cell -> cell == 0).count() / Math.max(1, cells.length);
    double[] all = Arrays.stream(weights).map(weight -> weight * (1 - missing)).toArray();
    all[0] = missing;
    return all;
  }

  /** What some of the cells weigh together. */
  double weight(BitSet some) {
    return some.stream().mapToDouble(cell -> weights[cell]).sum();
  }

  BitSet all() {
    BitSet all = new BitSet();
    all.set(0, weights.length);
    return all;
  }
}
