package normflow.engine.tile.kernel;

/**
 * A matrix (inner, outer) as {@link Kernels#product} reads it, and a bias.
 *
 * @param panels the matrix, {@link Kernels#PANEL} columns at a time: (k, j) of a whole panel that
 *     begins with column p is at {@code p * inner + k * PANEL + j - p}; of the columns that are
 *     left over each lies by itself, (k, j) at {@code j * inner + k}
 * @param bias one number a column, which is added
 * @param inner number of rows
 */
public record PanelMatrix(float[] panels, float[] bias, int inner) {

  /** Number of columns. */
  public int outer() {
    return bias.length;
  }
}
