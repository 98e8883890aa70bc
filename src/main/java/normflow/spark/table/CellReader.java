package normflow.spark.table;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import normflow.spark.table.InputColumn.Shape;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * Reads the inputs of a flow in Spark's own representation of rows.
 *
 * @param inputs the columns, each as {@link InputColumn#doubles()} has it
 */
public record CellReader(List<InputColumn> inputs) implements Serializable {

  /** How Spark lays out a vector: type, size, indices, values. */
  private static final int VECTOR_FIELDS = 4;

  private static final byte DENSE = 1;

  /** How many numbers a row has. */
  public int width() {
    return inputs.stream().mapToInt(InputColumn::width).sum();
  }

  /**
   * Fills {@code values}; the index of the first one that is not a finite number, or -1. Of a
   * vector or an array of another width that is its first one.
   */
  public int read(InternalRow row, double[] values) {
    int at = 0;
    for (int i = 0; i < inputs.size(); i++) {
      InputColumn input = inputs.get(i);
      int width = input.width();
      if (row.isNullAt(i)) {
        return at;
      }
      if (input.shape() == Shape.NUMBER) {
        values[at] = row.getDouble(i);
      } else if (size(row, i) != width) {
        return at;
      } else if (input.shape() == Shape.ARRAY) {
        copy(row.getArray(i), at, values);
      } else {
        copy(row.getStruct(i, VECTOR_FIELDS), at, width, values);
      }
      for (int end = at + width; at < end; at++) {
        if (!Double.isFinite(values[at])) {
          return at;
        }
      }
    }
    return -1;
  }

  private static void copy(ArrayData array, int at, double[] values) {
    for (int i = 0; i < array.numElements(); i++) {
      values[at + i] = array.isNullAt(i) ? Double.NaN : array.getDouble(i);
    }
  }

  private static void copy(InternalRow vector, int at, int width, double[] values) {
    ArrayData stored = vector.getArray(3);
    if (vector.getByte(0) == DENSE) {
      copy(stored, at, values);
      return;
    }
    Arrays.fill(values, at, at + width, 0);
    ArrayData indices = vector.getArray(2);
    for (int i = 0; i < stored.numElements(); i++) {
      values[at + indices.getInt(i)] = stored.getDouble(i);
    }
  }

  private int size(InternalRow row, int column) {
    if (inputs.get(column).shape() == Shape.ARRAY) {
      return row.getArray(column).numElements();
    }
    InternalRow vector = row.getStruct(column, VECTOR_FIELDS);
    return vector.getByte(0) == DENSE ? vector.getArray(3).numElements() : vector.getInt(1);
  }

  /** What is wrong with the value that {@link #read} found, in words. */
  public String problem(InternalRow row, int bad) {
    int column = 0;
    int at = 0;
    while (at + inputs.get(column).width() <= bad) {
      at += inputs.get(column++).width();
    }
    InputColumn input = inputs.get(column);
    if (row.isNullAt(column)) {
      return Cells.notFinite(null);
    }
    if (input.shape() != Shape.NUMBER && size(row, column) != input.width()) {
      return Cells.width(input, size(row, column), "the model takes");
    }
    double[] values = new double[width()];
    read(row, values);
    return Cells.notFinite(values[bad]);
  }
}
