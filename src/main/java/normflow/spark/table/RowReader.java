package normflow.spark.table;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import normflow.spark.table.InputColumn.Shape;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * Reads the used numbers of a row, in Spark's own representation of rows; nothing else looks into
 * them.
 *
 * @param inputs the columns, each as {@link InputColumn#doubles()} has it
 * @param isWeighted whether the weight of the row, how often it counts, stands behind them
 */
public record RowReader(List<InputColumn> inputs, boolean isWeighted) implements Serializable {

  /** In the place of a number's index, where it is the weight that is wrong. */
  public static final int WEIGHT = -2;

  /** How Spark lays out a vector: type, size, indices, values. */
  private static final int VECTOR_FIELDS = 4;

  private static final byte DENSE = 1;

  /** Whether a null is a value in any column. */
  public boolean takesNulls() {
    return inputs.stream().anyMatch(InputColumn::nullable);
  }

  /** How many numbers a row has. */
  public int width() {
    return inputs.stream().mapToInt(InputColumn::width).sum();
  }

  /** How many fields a row has, that of the weight among them. */
  public int fields() {
    return inputs.size() + (isWeighted ? 1 : 0);
  }

  /**
   * Fills {@code values}, with NaN for a null that is a value; the index of the first one that is
   * not a finite number, {@link #WEIGHT}, or -1. Of a vector or an array of another width that is
   * its first one.
   */
  public int read(InternalRow row, double[] values) {
    int at = 0;
    for (int i = 0; i < inputs.size(); i++) {
      InputColumn input = inputs.get(i);
      int width = input.width();
      if (row.isNullAt(i)) {
        if (!input.nullable()) {
          return at;
        }
        values[at++] = Double.NaN;
        continue;
      }
      if (input.isSingle()) {
        values[at] = row.getDouble(i);
      } else if (size(row, i) != width) {
        return at;
      } else if (input.shape() == Shape.ARRAY) {
        copy(row.getArray(i), at, values);
      } else {
        copy(row.getStruct(i, VECTOR_FIELDS), at, width, values);
      }
      for (int end = at + width; at < end; at++) {
        if (!Double.isFinite(values[at]) && !(input.nullable() && Double.isNaN(values[at]))) {
          return at;
        }
      }
    }
    return Double.isNaN(weight(row)) ? WEIGHT : -1;
  }

  /** The weight; 1 of rows that have none, NaN where it is null, negative or not finite. */
  public double weight(InternalRow row) {
    if (!isWeighted) {
      return 1;
    }
    int field = inputs.size();
    double weight = row.isNullAt(field) ? Double.NaN : row.getDouble(field);
    return weight >= 0 && weight < Double.POSITIVE_INFINITY ? weight : Double.NaN;
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
    if (bad == WEIGHT) {
      return "a weight must be a number, 0 or more";
    }
    int column = 0;
    int at = 0;
    while (at + inputs.get(column).width() <= bad) {
      at += inputs.get(column++).width();
    }
    InputColumn input = inputs.get(column);
    if (row.isNullAt(column)) {
      return notFinite(null);
    }
    if (!input.isSingle() && size(row, column) != input.width()) {
      return (input.shape() == Shape.VECTOR ? "a vector of " : "an array of ")
          + size(row, column)
          + " elements where "
          + input.width()
          + " are due";
    }
    if (input.shape() == Shape.ARRAY && row.getArray(column).isNullAt(bad - at)) {
      return notFinite(null);
    }
    double[] values = new double[width()];
    read(row, values);
    return notFinite(values[bad]);
  }

  /** What is wrong with a value that is no finite number. */
  public static String notFinite(Object value) {
    return value + " is not a finite number";
  }
}
