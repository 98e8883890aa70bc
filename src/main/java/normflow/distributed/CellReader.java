package normflow.distributed;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * Reads the used columns of {@link Table#rowsThenNumbers}, in Spark's own representation of rows.
 *
 * @param vector where the vector column stands, or -1 if there is none
 * @param first where the numeric columns start, each as a nullable double
 * @param width number of used columns, elements of the vector among them
 * @param numbers number of the numeric ones
 */
record CellReader(int vector, int first, int width, int numbers) implements Serializable {

  /** How Spark lays out a vector: type, size, indices, values. */
  private static final int VECTOR_FIELDS = 4;

  private static final byte DENSE = 1;

  /**
   * Fills {@code values}; the index of the first one that is not a finite number, or -1. Of a
   * vector of another width that is 0.
   */
  int read(InternalRow row, double[] values) {
    int elements = width - numbers;
    if (vector >= 0) {
      int bad = readVector(row, values, elements);
      if (bad >= 0) {
        return bad;
      }
    }
    for (int i = 0; i < numbers; i++) {
      if (row.isNullAt(first + i)) {
        return elements + i;
      }
      double value = row.getDouble(first + i);
      if (!Double.isFinite(value)) {
        return elements + i;
      }
      values[elements + i] = value;
    }
    return -1;
  }

  private int readVector(InternalRow row, double[] values, int elements) {
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
    int elements = width - numbers;
    if (column < elements && size(row) != elements) {
      return row.isNullAt(vector)
          ? "null is not a finite number"
          : "a vector of " + size(row) + " elements where the model takes " + elements;
    }
    if (column >= elements && row.isNullAt(first + column - elements)) {
      return "null is not a finite number";
    }
    double[] values = new double[width];
    read(row, values);
    double value = column < elements ? values[column] : row.getDouble(first + column - elements);
    return value + " is not a finite number";
  }
}
