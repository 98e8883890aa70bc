package normflow.spark.rows;

import java.util.Iterator;
import normflow.engine.Block;
import normflow.spark.rows.SampleBlocks.Chunk;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Rows of an even spread, cut where those of another even spread begin: each piece with the
 * partition that it goes to.
 */
final class Respread implements Iterator<Tuple2<Integer, byte[]>> {

  private final Iterator<Block> blocks;
  private final long rows;
  private final int partitions;
  private final boolean weighted;
  private long next;
  private int target;
  private double sum;
  private Block block = Block.zeros(0, 1);
  private int done;

  private Respread(
      Iterator<Block> blocks, long start, long rows, int partitions, boolean weighted) {
    this.blocks = blocks;
    this.next = start;
    this.rows = rows;
    this.partitions = partitions;
    this.weighted = weighted;
  }

  /**
   * The same rows in the same order, over other partitions.
   *
   * @param width columns of a row
   */
  static SampleBlocks over(SampleBlocks held, int width, int partitions) {
    int before = held.blocks().getNumPartitions();
    long rows = held.rows();
    if (before == partitions || rows == 0) {
      return held;
    }
    boolean weighted = held.weighted();
    int columns = width + (weighted ? WeightedRows.COLUMNS : 0);
    JavaRDD<Block> spread =
        held.blocks()
            .mapPartitionsWithIndex(
                (partition, blocks) -> {
                  long start = SampleBlocks.first(partition, rows, before);
                  return new Respread(blocks, start, rows, partitions, weighted);
                },
                true)
            .mapToPair(chunk -> chunk)
            .partitionBy(new HashPartitioner(partitions))
            .mapPartitions(chunks -> SampleBlocks.assemble(chunks, columns, weighted), true);
    return SampleBlocks.cached(spread, columns, rows, weighted);
  }

  @Override
  public boolean hasNext() {
    while (done == block.rows() && blocks.hasNext()) {
      Block read = blocks.next();
      block = weighted ? withWeights(read) : read;
      done = 0;
    }
    return done < block.rows();
  }

  /** Weights stand as running sums in cached blocks. */
  private Block withWeights(Block read) {
    Block copy = new Block(read.values().clone(), read.rows(), read.dim());
    double[] weights = WeightedRows.weights(read, sum);
    for (int row = 0; row < weights.length; row++) {
      int at = (row + 1) * read.dim() - WeightedRows.COLUMNS;
      copy.values()[at] = (float) weights[row];
      copy.values()[at + 1] = 0;
    }
    sum = WeightedRows.sum(read);
    return copy;
  }

  @Override
  public Tuple2<Integer, byte[]> next() {
    if (!hasNext()) {
      throw new java.util.NoSuchElementException();
    }
    while (next >= SampleBlocks.first(target + 1, rows, partitions)) {
      target++;
    }
    long end = SampleBlocks.first(target + 1, rows, partitions);
    int count = (int) Math.min(block.rows() - done, end - next);
    Chunk chunk = new Chunk(next, block.slice(done, count).values());
    done += count;
    next += count;
    return new Tuple2<>(target, chunk.encode());
  }
}
