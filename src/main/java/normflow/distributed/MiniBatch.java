package normflow.distributed;

import java.util.List;
import normflow.engine.Block;
import normflow.random.Permutation;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;

/**
 * Which rows of a partition a step takes: in every epoch each row once, in a random order of the
 * partition's own that is a function of seed, epoch and partition.
 */
final class MiniBatch {

  private MiniBatch() {}

  /**
   * The rows of a step: of the epoch's S steps step s takes positions s n / S to (s + 1) n / S.
   *
   * @param blocks of the partition
   * @param stepsPerEpoch S
   */
  static Block of(
      List<Block> blocks, int dim, long seed, long step, long stepsPerEpoch, int partition) {
    long rows = blocks.stream().mapToLong(Block::rows).sum();
    long epoch = step / stepsPerEpoch;
    long inEpoch = step % stepsPerEpoch;
    long first = position(inEpoch, rows, stepsPerEpoch);
    int count = (int) (position(inEpoch + 1, rows, stepsPerEpoch) - first);
    Permutation order =
        new Permutation(rows, Streams.stream(seed, Purpose.ORDER, epoch, partition).nextLong());
    Block share = Block.zeros(count, dim);
    for (int i = 0; i < count; i++) {
      long row = order.at(first + i);
      Block block = blocks.get((int) (row / SampleBlocks.BLOCK_ROWS));
      int from = (int) (row % SampleBlocks.BLOCK_ROWS) * dim;
      System.arraycopy(block.values(), from, share.values(), i * dim, dim);
    }
    return share;
  }

  private static long position(long step, long rows, long steps) {
    return Math.multiplyExact(step, rows) / steps;
  }
}
