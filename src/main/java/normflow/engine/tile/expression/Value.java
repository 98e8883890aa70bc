package normflow.engine.tile.expression;

import java.util.List;

/** What a variable of a graph holds: a list of columns or a uniform value. */
public sealed interface Value permits Value.PerRow, UniformValue {

  /** The number of dimensions, the batch included. */
  int rank();

  /**
   * A value of shape (batch, shape...).
   *
   * @param shape extents after the batch dimension
   * @param columns one column for each index into them, the last index running fastest
   */
  record PerRow(Shape shape, List<Column> columns) implements Value {
    public PerRow {
      if (columns.size() != shape.size()) {
        throw new IllegalArgumentException(columns.size() + " columns for shape " + shape);
      }
    }

    @Override
    public int rank() {
      return shape.rank() + 1;
    }
  }
}
