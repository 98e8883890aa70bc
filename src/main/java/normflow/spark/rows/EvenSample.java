package normflow.spark.rows;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import normflow.engine.Block;

/**
 * Rows at even distances: of N rows, m are taken, number g where g m / N passes a whole number. The
 * same rows whatever the partitions.
 *
 * @param rows N
 * @param most m
 */
record EvenSample(long rows, long most) implements Serializable {

  private static final int MOST_ROWS = 8192;
  private static final int MOST_VALUES = 1 << 21;

  /** As many of these rows as are enough for quantiles and few enough for the driver. */
  static EvenSample of(long rows, int width) {
    long most = Math.max(1, Math.min(MOST_ROWS, MOST_VALUES / width));
    return new EvenSample(rows, Math.min(rows, most));
  }

  boolean takes(long row) {
    return Math.multiplyExact(row + 1, most) / rows > Math.multiplyExact(row, most) / rows;
  }

  /** Some of the standardised rows, in their order. */
  static List<float[]> of(SampleBlocks samples, int width) {
    if (samples.rows() == 0) {
      return List.of();
    }
    EvenSample sample = of(samples.rows(), width);
    int partitions = samples.blocks().getNumPartitions();
    return samples
        .blocks()
        .mapPartitionsWithIndex(
            (partition, blocks) ->
                sample.taken(SampleBlocks.first(partition, sample.rows, partitions), blocks, width),
            true)
        .collect();
  }

  private Iterator<float[]> taken(long first, Iterator<Block> blocks, int width) {
    List<float[]> taken = new ArrayList<>();
    long row = first;
    while (blocks.hasNext()) {
      Block block = blocks.next();
      for (int i = 0; i < block.rows(); i++, row++) {
        if (takes(row)) {
          float[] values = new float[width];
          System.arraycopy(block.values(), i * block.dim(), values, 0, width);
          taken.add(values);
        }
      }
    }
    return taken.iterator();
  }
}
