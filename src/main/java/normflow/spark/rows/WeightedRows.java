package normflow.spark.rows;

import java.util.ArrayList;
import java.util.List;
import normflow.engine.Block;
import normflow.random.Shuffle;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;

/**
 * Rows that count as often as their weights say: in every epoch row i is drawn w_i times on
 * average, by systematic sampling, so that mini-batches, statistics of layers and the gradient are
 * unbiased estimates of the weighted ones.
 *
 * <p>"On the theory of systematic sampling" (Madow, Madow, 1944): points at distance 1 from a
 * random start pick the rows in whose share of the running sum of weights they fall, so that row i
 * appears ⌊w_i⌋ or ⌈w_i⌉ times.
 *
 * <p>The running sum stands behind each row in two columns, whose values add up to it with twice
 * the precision of one.
 */
public final class WeightedRows {

  /** The columns behind those of a row. */
  static final int COLUMNS = 2;

  private final List<Block> blocks;
  private final int width;
  private final double start;
  private final long points;
  private final Shuffle order;

  /**
   * @param blocks of a partition
   */
  private WeightedRows(List<Block> blocks, long seed, long epoch, int partition) {
    this.blocks = blocks;
    this.width = blocks.isEmpty() ? 0 : blocks.get(0).dim() - COLUMNS;
    var random = Streams.stream(seed, Purpose.ORDER, epoch, partition);
    long orderSeed = random.nextLong();
    this.start = random.nextDouble();
    double total = blocks.isEmpty() ? 0 : sum(blocks.get(blocks.size() - 1));
    this.points = (long) Math.max(0, Math.ceil(total - start));
    this.order = new Shuffle(points, orderSeed);
  }

  /** Replaces weights by their running sums, in place. */
  static void accumulate(List<Block> blocks) {
    double sum = 0;
    for (Block block : blocks) {
      float[] values = block.values();
      for (int at = block.dim() - COLUMNS; at < values.length; at += block.dim()) {
        sum += values[at];
        values[at] = (float) sum;
        values[at + 1] = (float) (sum - values[at]);
      }
    }
  }

  /** The rows of a step: the epoch's points in random order, a share of them for each step. */
  public static Block batch(
      List<Block> blocks,
      int dim,
      long seed,
      long step,
      long stepsPerEpoch,
      int partition,
      int least) {
    WeightedRows rows = new WeightedRows(blocks, seed, step / stepsPerEpoch, partition);
    long inEpoch = step % stepsPerEpoch;
    long first = MiniBatch.position(inEpoch, rows.points, stepsPerEpoch, least);
    long end = MiniBatch.position(inEpoch + 1, rows.points, stepsPerEpoch, least);
    Block batch = Block.zeros((int) (end - first), dim);
    for (long i = first; i < end; i++) {
      rows.copy(rows.order.at(i), batch, (int) (i - first));
    }
    return batch;
  }

  /** The rows of the first epoch in the order of the partition, in blocks. */
  public static List<Block> all(List<Block> blocks, int dim, long seed, int partition) {
    WeightedRows rows = new WeightedRows(blocks, seed, 0, partition);
    List<Block> all = new ArrayList<>();
    int most = SampleBlocks.rowsOfBlock(dim + COLUMNS);
    for (long first = 0; first < rows.points; first += most) {
      int count = (int) Math.min(most, rows.points - first);
      Block block = Block.zeros(count, dim);
      for (int i = 0; i < count; i++) {
        rows.copy(first + i, block, i);
      }
      all.add(block);
    }
    return all;
  }

  /** The block without the running sums. */
  public static Block plain(Block block) {
    int dim = block.dim() - COLUMNS;
    Block plain = Block.zeros(block.rows(), dim);
    for (int row = 0; row < block.rows(); row++) {
      System.arraycopy(block.values(), row * block.dim(), plain.values(), row * dim, dim);
    }
    return plain;
  }

  /**
   * The weights of a block's rows.
   *
   * @param before the running sum before its first row
   */
  public static double[] weights(Block block, double before) {
    double[] weights = new double[block.rows()];
    double last = before;
    for (int row = 0; row < weights.length; row++) {
      double sum = sum(block, row);
      weights[row] = sum - last;
      last = sum;
    }
    return weights;
  }

  /** The running sum after the last row of a block. */
  public static double sum(Block block) {
    return sum(block, block.rows() - 1);
  }

  private static double sum(Block block, int row) {
    int at = (row + 1) * block.dim() - COLUMNS;
    return (double) block.values()[at] + block.values()[at + 1];
  }

  private void copy(long point, Block target, int row) {
    double place = point + start;
    int low = 0;
    int high = blocks.size() - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (sum(blocks.get(middle)) > place) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    Block block = blocks.get(low);
    int first = 0;
    int last = block.rows() - 1;
    while (first < last) {
      int middle = (first + last) / 2;
      if (sum(block, middle) > place) {
        last = middle;
      } else {
        first = middle + 1;
      }
    }
    System.arraycopy(block.values(), first * block.dim(), target.values(), row * width, width);
  }
}
