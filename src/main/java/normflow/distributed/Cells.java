package normflow.distributed;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;

/**
 * The numbers of rows that a {@link Table} has made doubles of, and what may be wrong with them.
 */
final class Cells {

  private Cells() {}

  static int readColumns(Row row, int offset, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (row.isNullAt(offset + i)) {
        return i;
      }
      values[i] = row.getDouble(offset + i);
      if (!Double.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }

  static int readArray(Row row, int offset, double[] values) {
    if (row.isNullAt(offset)) {
      return 0;
    }
    List<Double> elements = row.getList(offset);
    if (elements.size() != values.length) {
      return 0;
    }
    for (int i = 0; i < values.length; i++) {
      if (elements.get(i) == null) {
        return i;
      }
      values[i] = elements.get(i);
      if (!Double.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }

  /** What is wrong with the column that {@link Reader#read} found, in words. */
  static String problem(Row row, int offset, int column, int dim) {
    boolean vector = row.schema().apply(offset).dataType() instanceof ArrayType;
    if (row.isNullAt(vector ? offset : offset + column)) {
      return "null is not a finite number";
    }
    if (!vector) {
      return row.getDouble(offset + column) + " is not a finite number";
    }
    List<Double> elements = row.getList(offset);
    return elements.size() == dim
        ? elements.get(column) + " is not a finite number"
        : "a vector of " + elements.size() + " elements where the first one has " + dim;
  }
}
