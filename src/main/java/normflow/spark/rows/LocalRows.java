package normflow.spark.rows;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import normflow.engine.Block;
import normflow.spark.JavaBytes;

/**
 * The rows of a job in the memory of one JVM, as one partition would hold them.
 *
 * @param training rows to train on
 * @param validation rows that choose the parameters
 * @param test rows that measure the result, by the partition that they were read in
 */
public record LocalRows(List<Block> training, List<Block> validation, List<List<Block>> test)
    implements Serializable {

  /** Fetches them; training and validation rows lie in one partition each. */
  static LocalRows of(SampleBlocks training, SampleBlocks validation, SampleBlocks test) {
    return new LocalRows(
        JavaBytes.collect(training.blocks()),
        JavaBytes.collect(validation.blocks()),
        test.rows() == 0
            ? List.of()
            : JavaBytes.collect(test.blocks().mapPartitions(LocalRows::together)));
  }

  private static Iterator<List<Block>> together(Iterator<Block> blocks) {
    List<Block> all = new ArrayList<>();
    blocks.forEachRemaining(all::add);
    return List.of(all).iterator();
  }
}
