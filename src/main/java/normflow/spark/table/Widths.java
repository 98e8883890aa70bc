package normflow.spark.table;

import java.util.List;
import normflow.codec.ConfigException;
import normflow.spark.table.InputColumn.Shape;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How many numbers input columns have in a row. */
final class Widths {

  private Widths() {}

  /** Columns that have {@code all} numbers together: one of vectors has what the others leave. */
  static List<InputColumn> summing(
      Dataset<Row> rows, List<InputColumn> inputs, String source, int all) {
    long many = inputs.stream().filter(input -> !input.isSingle()).count();
    int left = all - inputs.size() + 1;
    return inputs.stream()
        .map(
            input ->
                input.withWidth(
                    many == 1 && left > 0 && !input.isSingle() ? left : of(rows, input, source)))
        .toList();
  }

  /**
   * The width of a column, by its metadata or else its first row.
   *
   * @throws ConfigException if no row has a vector
   */
  static int of(Dataset<Row> rows, InputColumn input, String source) {
    if (input.isSingle()) {
      return 1;
    }
    if (input.shape() == Shape.VECTOR && input.path().size() == 1) {
      String column = input.path().get(0);
      int known = AttributeGroup.fromStructField(rows.schema().apply(column)).size();
      if (known > 0) {
        return known;
      }
    }
    Column numbers = input.doubles();
    List<Row> first = rows.select(numbers).where(numbers.isNotNull()).takeAsList(1);
    if (first.isEmpty()) {
      throw new ConfigException(
          source
              + " has no rows with a vector in column "
              + input.name()
              + ": its width is unknown",
          null);
    }
    return first.get(0).get(0) instanceof Vector vector
        ? vector.size()
        : first.get(0).getList(0).size();
  }
}
