package normflow.engine.tile.plan;

import java.util.Arrays;
import java.util.List;
import normflow.engine.tile.expression.Column;
import normflow.engine.tile.expression.Operation.Product;
import normflow.engine.tile.kernel.Kernels;
import normflow.engine.tile.kernel.PanelMatrix;

/**
 * The matrix of a product in the order in which its kernel reads it, and its bias: copied once a
 * call, as soon as their numbers are known.
 */
final class Panels implements LookupTable {

  private static final float[] ZERO = new float[1];

  private final float[] matrix;
  private final int[] rows;
  private final int[] columns;
  private final float[] values;
  private final float[][] biasSources;
  private final int[] biasIndices;
  private final float[] bias;
  private final int[] starts;
  private final int[] ends;

  /**
   * Of some results of a product.
   *
   * @param results their indices
   */
  Panels(Product product, List<Integer> results) {
    this.matrix = product.matrix().value().values();
    this.rows = product.matrix().rows().stream().mapToInt(Integer::intValue).toArray();
    this.columns = results.stream().mapToInt(product.matrix().columns()::get).toArray();
    this.values = new float[rows.length * columns.length];
    this.bias = new float[columns.length];
    this.starts = new int[PanelMatrix.parts(columns.length)];
    this.ends = new int[starts.length];
    this.biasSources = new float[columns.length][];
    this.biasIndices = new int[columns.length];
    Arrays.fill(biasSources, ZERO);
    for (int j = 0; j < columns.length && !product.bias().isEmpty(); j++) {
      Column.Uniform number = product.bias().get(results.get(j));
      biasSources[j] = number.value().values();
      biasIndices[j] = number.index();
    }
  }

  PanelMatrix matrix() {
    return new PanelMatrix(values, bias, rows.length, starts, ends);
  }

  @Override
  public void fill() {
    for (int j = 0; j < bias.length; j++) {
      bias[j] = biasSources[j][biasIndices[j]];
    }
    int first = 0;
    int part = 0;
    for (; first + Kernels.PANEL <= columns.length; first += Kernels.PANEL) {
      fillPanel(first);
      limit(part++, first, Kernels.PANEL);
    }
    for (int j = first; j < columns.length; j++) {
      for (int k = 0; k < rows.length; k++) {
        values[j * rows.length + k] = matrix[rows[k] + columns[j]];
      }
      limit(part++, j, 1);
    }
  }

  /** Leaves out rows at both ends that are zero: half of a masked network's matrix is. */
  private void limit(int part, int column, int width) {
    int from = column * rows.length;
    int to = from + rows.length * width;
    int start = from;
    while (start < to && values[start] == 0) {
      start++;
    }
    int end = to;
    while (end > start && values[end - 1] == 0) {
      end--;
    }
    starts[part] = (start - from) / width;
    ends[part] = (end - from + width - 1) / width;
  }

  private void fillPanel(int first) {
    int c0 = columns[first];
    int c1 = columns[first + 1];
    int c2 = columns[first + 2];
    int c3 = columns[first + 3];
    int at = first * rows.length;
    for (int row : rows) {
      values[at] = matrix[row + c0];
      values[at + 1] = matrix[row + c1];
      values[at + 2] = matrix[row + c2];
      values[at + 3] = matrix[row + c3];
      at += Kernels.PANEL;
    }
  }
}
