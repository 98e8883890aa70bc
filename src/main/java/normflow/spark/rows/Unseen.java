package normflow.spark.rows;

import java.io.Serializable;
import java.util.stream.IntStream;
import normflow.engine.Block;
import normflow.flow.Folds;

/**
 * Rows that are left out where something follows from the others.
 *
 * @param part of them, see {@link Folds}
 * @param parts how many there are; 0 if none is left out
 */
record Unseen(int part, int parts) implements Serializable {

  /** Whether a row, which begins at {@code at}, is not left out. */
  boolean sees(float[] values, int at, int width) {
    return parts == 0 || Folds.part(values, at, width, parts) != part;
  }

  /** The rows that are not left out. */
  Block seen(Block block, int width) {
    IntStream rows = IntStream.range(0, block.rows());
    return parts == 0
        ? block
        : block.rows(rows.filter(row -> sees(block.values(), row * block.dim(), width)).toArray());
  }
}
