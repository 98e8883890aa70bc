package normflow.engine.tile.order;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import normflow.engine.tile.expression.Column;
import normflow.engine.tile.expression.Column.Computed;
import normflow.engine.tile.expression.Operation.Product;
import normflow.engine.tile.kernel.Kernels;

/**
 * Columns that come from so few others that multiplying again, with a row's results side by side,
 * costs less than transposing them.
 *
 * @param product where they come from
 * @param columns which of its results they are
 */
public record Thin(Product product, List<Integer> columns) {

  /** Multiplying by so few costs less than fetching a result from memory. */
  static final int MOST_ARGUMENTS = 16;

  /** The columns as results of a product, if they are and its matrix has them side by side. */
  static Optional<Thin> of(List<Column> columns) {
    if (columns.isEmpty()
        || columns.size() % Kernels.LANES != 0
        || !(columns.get(0) instanceof Computed first)
        || !(first.operation() instanceof Product product)
        || !product.sign().isEmpty()
        || product.a().size() > MOST_ARGUMENTS
        || Run.split(
                    product.a().size(),
                    (start, i) -> Run.evenlySpaced(product.matrix().rows(), start, i))
                .size()
            > 1) {
      return Optional.empty();
    }
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      boolean neighbour =
          columns.get(i) instanceof Computed computed
              && computed.operation() == product
              && follows(product, first.index(), computed.index(), i);
      if (!neighbour) {
        return Optional.empty();
      }
      indices.add(((Computed) columns.get(i)).index());
    }
    return Optional.of(new Thin(product, indices));
  }

  private static boolean follows(Product product, int first, int index, int distance) {
    List<Integer> matrixColumns = product.matrix().columns();
    List<Column.Uniform> bias = product.bias();
    return matrixColumns.get(index) - matrixColumns.get(first) == distance
        && (bias.isEmpty()
            || (bias.get(index).value() == bias.get(first).value()
                && bias.get(index).index() - bias.get(first).index() == distance));
  }

  /** Where in the matrix the first column is. */
  public int matrixOffset() {
    return product.matrix().columns().get(columns.get(0));
  }
}
