package normflow.spark.rows;

import java.util.List;
import normflow.engine.Block;
import normflow.random.Shuffle;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;

/**
 * Which rows of a partition a step takes: in every epoch each row once, in a random order of the
 * partition's own that is a function of seed, epoch and partition.
 */
public final class MiniBatch {

  private MiniBatch() {}

  /**
   * The rows of a step: of the epoch's S steps step s takes positions s n / S to (s + 1) n / S.
   *
   * @param blocks of the partition
   * @param stepsPerEpoch S
   * @param least rows of a share that is not empty; where there are fewer a step, some steps take
   *     none
   */
  public static Block of(
      List<Block> blocks,
      int dim,
      long seed,
      long step,
      long stepsPerEpoch,
      int partition,
      int least) {
    long rows = blocks.stream().mapToLong(Block::rows).sum();
    long epoch = step / stepsPerEpoch;
    long inEpoch = step % stepsPerEpoch;
    long first = position(inEpoch, rows, stepsPerEpoch, least);
    int count = (int) (position(inEpoch + 1, rows, stepsPerEpoch, least) - first);
    Shuffle order =
        new Shuffle(rows, Streams.stream(seed, Purpose.ORDER, epoch, partition).nextLong());
    Block share = Block.zeros(count, dim);
    // All blocks but the last have as many rows as the first.
    int rowsOfBlock = blocks.isEmpty() ? 1 : blocks.get(0).rows();
    for (int i = 0; i < count; i++) {
      long row = order.at(first + i);
      Block block = blocks.get((int) (row / rowsOfBlock));
      int from = (int) (row % rowsOfBlock) * dim;
      System.arraycopy(block.values(), from, share.values(), i * dim, dim);
    }
    return share;
  }

  /**
   * How many of the rows of an epoch the steps before this one take: s n / S, or the same in groups
   * of {@code least} rows.
   */
  static long position(long step, long rows, long steps, int least) {
    long groups = Math.min(steps, rows / least);
    return groups == 0
        ? 0
        : Math.multiplyExact(Math.multiplyExact(step, groups) / steps, rows) / groups;
  }
}
