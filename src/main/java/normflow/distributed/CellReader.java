package normflow.distributed;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * Reads the used columns of {@link Table#rowsThenDoubles}, in Spark's own representation of rows.
 *
 * @param vector where the vector column stands, or -1 if there is none
 * @param elements width of the vector, 0 if there is none
 * @param doubles where the numeric columns stand
 */
record CellReader(int vector, int elements, int[] doubles) implements Serializable {

  /** How Spark lays out a vector: type, size, indices, values. */
  private static final int VECTOR_FIELDS = 4;

  private static final byte DENSE = 1;

  /** Number of used columns, elements of the vector among them. */
  int width() {
    return elements + doubles.length;
  }

  /**
   * Fills {@code values}; the index of the first one that is not a finite number, or -1. Of a
   * vector of another width that is 0.
   */
  int read(InternalRow row, double[] values) {
    if (vector >= 0) {
      int bad = readVector(row, values);
      if (bad >= 0) {
        return bad;
      }
    }
    for (int i = 0; i < doubles.length; i++) {
      if (row.isNullAt(doubles[i])) {
        return elements + i;
      }
      double value = row.getDouble(doubles[i]);
      if (!Double.isFinite(value)) {
        return elements + i;
      }
      values[elements + i] = value;
    }
    return -1;
  }

  private int readVector(InternalRow row, double[] values) {
    if (size(row) != elements) {
      return 0;
    }
    InternalRow struct = row.getStruct(vector, VECTOR_FIELDS);
    ArrayData stored = struct.getArray(3);
    if (struct.getByte(0) == DENSE) {
      for (int i = 0; i < elements; i++) {
        values[i] = stored.getDouble(i);
      }
    } else {
      java.util.Arrays.fill(values, 0, elements, 0);
      ArrayData indices = struct.getArray(2);
      for (int i = 0; i < stored.numElements(); i++) {
        values[indices.getInt(i)] = stored.getDouble(i);
      }
    }
    for (int i = 0; i < elements; i++) {
      if (!Double.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }

  /** The width of the vector, or -1 of a null. */
  private int size(InternalRow row) {
    if (row.isNullAt(vector)) {
      return -1;
    }
    InternalRow struct = row.getStruct(vector, VECTOR_FIELDS);
    return struct.getByte(0) == DENSE ? struct.getArray(3).numElements() : struct.getInt(1);
  }

  /** What is wrong with the column that {@link #read} found, in words. */
  String problem(InternalRow row, int column) {
    if (column < elements && size(row) != elements) {
      return row.isNullAt(vector)
          ? "null is not a finite number"
          : "a vector of " + size(row) + " elements where the model takes " + elements;
    }
    if (column >= elements && row.isNullAt(doubles[column - elements])) {
      return "null is not a finite number";
    }
    double[] values = new double[width()];
    read(row, values);
    double value = column < elements ? values[column] : row.getDouble(doubles[column - elements]);
    return value + " is not a finite number";
  }
}
