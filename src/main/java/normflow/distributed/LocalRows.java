package normflow.distributed;

import java.io.Serializable;
import java.util.List;
import normflow.engine.Block;

/**
 * The rows of a job in the memory of one JVM, as one partition would hold them.
 *
 * @param training rows to train on
 * @param validation rows that choose the parameters
 * @param test rows that measure the result, by the partition that they were read in
 */
record LocalRows(List<Block> training, List<Block> validation, List<List<Block>> test)
    implements Serializable {

  /** Fetches samples that were prepared for one partition. */
  static LocalRows of(Samples samples) {
    return new LocalRows(
        samples.training().blocks().collect(),
        samples.validation().blocks().collect(),
        samples.test().rows() == 0 ? List.of() : samples.test().blocks().glom().collect());
  }
}
