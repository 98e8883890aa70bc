package normflow.engine.tile.kernel;

/**
 * A matrix (inner, outer) by rows, as {@link Kernels#productRows} reads it, and a bias.
 *
 * @param rows of the matrix, the numbers of each side by side
 * @param bias holds one number a column from {@code biasOffset} on, which is added
 * @param biasOffset where that of the first column is
 * @param inner number of rows
 * @param outer number of columns, a multiple of {@link Kernels#LANES}
 */
public record RowMatrix(Lines rows, float[] bias, int biasOffset, int inner, int outer) {}
