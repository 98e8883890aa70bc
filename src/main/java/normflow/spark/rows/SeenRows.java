package normflow.spark.rows;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import normflow.engine.Block;
import normflow.reference.RowMoments;
import normflow.spark.JavaBytes;

/**
 * What one pass over training rows comes to.
 *
 * @param sample rows of all columns at even distances, some thousands at most
 * @param moments of all rows that are seen
 */
record SeenRows(List<float[]> sample, RowMoments moments) implements Serializable {

  /** Of all rows. */
  static SeenRows of(SampleBlocks training, int width, int summed) {
    return of(training, width, summed, new Unseen(0, 0));
  }

  /**
   * Reads the rows.
   *
   * @param summed how many columns, the first ones, have moments
   */
  static SeenRows of(SampleBlocks training, int width, int summed, Unseen unseen) {
    EvenSample even = EvenSample.of(training.rows(), width);
    int partitions = training.blocks().getNumPartitions();
    List<SeenRows> parts =
        JavaBytes.collect(
            training
                .blocks()
                .mapPartitionsWithIndex(
                    (partition, blocks) -> {
                      long first = SampleBlocks.first(partition, even.rows(), partitions);
                      return List.of(part(even, first, blocks, width, summed, unseen)).iterator();
                    },
                    true));
    List<float[]> sample = new ArrayList<>();
    parts.forEach(part -> sample.addAll(part.sample));
    RowMoments moments =
        parts.stream().map(SeenRows::moments).reduce(RowMoments.none(summed), RowMoments::merge);
    return new SeenRows(sample, moments);
  }

  private static SeenRows part(
      EvenSample even, long first, Iterator<Block> blocks, int width, int summed, Unseen unseen) {
    List<float[]> sample = new ArrayList<>();
    RowMoments moments = RowMoments.none(summed);
    long row = first;
    while (blocks.hasNext()) {
      Block block = blocks.next();
      even.taken(row, block, width).stream()
          .filter(taken -> unseen.sees(taken, 0, width))
          .forEach(sample::add);
      row += block.rows();
      moments = moments.merge(RowMoments.of(unseen.seen(block, width), summed));
    }
    return new SeenRows(sample, moments);
  }
}
