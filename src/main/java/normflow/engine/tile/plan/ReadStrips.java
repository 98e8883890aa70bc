package normflow.engine.tile.plan;

import java.util.Arrays;
import java.util.function.IntPredicate;
import normflow.engine.tile.kernel.Kernels;

/**
 * Which part of each row of a matrix of sums anything depends on, in whole strips of columns and
 * for whole groups of rows, as the kernel adds them.
 */
final class ReadStrips {

  /** Columns that the kernel adds at once. */
  private static final int STRIP = 4 * Kernels.LANES;

  /** Rows that it adds at once. */
  private static final int GROUP = 4;

  private final int[] starts;
  private final int[] ends;

  private ReadStrips(int rows, int width) {
    starts = new int[rows];
    ends = new int[rows];
    Arrays.fill(starts, width);
  }

  /**
   * Of a matrix.
   *
   * @param targets the element of each row and column, row-major
   * @param columns how many there are in {@code targets}
   * @param width columns up to the end of the last vector
   * @param isRead whether anything depends on an element
   */
  static ReadStrips of(int[] targets, int columns, int width, IntPredicate isRead) {
    ReadStrips strips = new ReadStrips(targets.length / columns, width);
    for (int i = 0; i < targets.length; i++) {
      if (isRead.test(targets[i])) {
        strips.add(i / columns, i % columns, width);
      }
    }
    return strips;
  }

  private void add(int row, int column, int width) {
    int start = column - column % STRIP;
    int end = Math.min(start + STRIP, width);
    int first = row - row % GROUP;
    for (int i = first; i < Math.min(first + GROUP, starts.length); i++) {
      starts[i] = Math.min(starts[i], start);
      ends[i] = Math.max(ends[i], end);
    }
  }

  /** Whether of two rows the same part is read. */
  boolean alike(int row, int other) {
    return starts[row] == starts[other] && ends[row] == ends[other];
  }

  /** The first column that is read of a row. */
  int start(int row) {
    return starts[row];
  }

  /** The column after the last that is read of a row, at most the start where none is. */
  int end(int row) {
    return ends[row];
  }
}
