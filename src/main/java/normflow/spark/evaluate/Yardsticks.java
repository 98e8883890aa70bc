package normflow.spark.evaluate;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import normflow.density.Density;
import normflow.reference.ReferenceLines;

/**
 * What a model is measured by.
 *
 * @param density that the rows were drawn from; none if it is not known
 * @param references what it is compared with
 * @param stride one in so many rows is kept for quantiles
 * @param predicted one in so many rows has its prediction looked at
 */
public record Yardsticks(
    List<Density> density, ReferenceLines references, int stride, int predicted)
    implements Serializable {

  /** Rows whose likelihoods the driver sorts. */
  private static final int MOST_KEPT = 1 << 20;

  /** A prediction takes 64 maps of the flow. */
  private static final int MOST_PREDICTED = 10_000;

  public static Yardsticks of(Optional<Density> density, ReferenceLines references, long rows) {
    return new Yardsticks(
        density.stream().toList(),
        references,
        stride(rows, MOST_KEPT),
        stride(rows, MOST_PREDICTED));
  }

  private static int stride(long rows, int most) {
    return Math.toIntExact(Math.max(1, (rows + most - 1) / most));
  }

  /**
   * Places of the rows of a block that are kept, one in {@code stride} of the partition's.
   *
   * @param before rows of the partition that come before the block
   */
  static IntStream kept(long before, int rows, int stride) {
    int first = (int) ((stride - before % stride) % stride);
    return IntStream.iterate(first, row -> row < rows, row -> row + stride);
  }
}
