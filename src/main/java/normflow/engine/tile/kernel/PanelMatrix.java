package normflow.engine.tile.kernel;

/**
 * A matrix (inner, outer) as {@link Kernels#product} reads it, and a bias.
 *
 * @param panels the matrix, {@link Kernels#PANEL} columns at a time: (k, j) of a whole panel that
 *     begins with column p is at {@code p * inner + k * PANEL + j - p}; of the columns that are
 *     left over each lies by itself, (k, j) at {@code j * inner + k}
 * @param bias one number a column, which is added
 * @param inner number of rows
 * @param first of each panel, and then of each column that is left over, the first row that may not
 *     be zero
 * @param end of each of them, the row after the last that may not be zero; kernels may leave out
 *     the others
 */
public record PanelMatrix(float[] panels, float[] bias, int inner, int[] first, int[] end) {

  /** How many panels and columns left over a matrix of so many columns has. */
  public static int parts(int outer) {
    return outer / Kernels.PANEL + outer % Kernels.PANEL;
  }

  /** Number of columns. */
  public int outer() {
    return bias.length;
  }
}
