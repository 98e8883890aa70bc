package normflow.engine;

import java.io.Serializable;

/**
 * Rows of numbers on the heap, row-major.
 *
 * @param values rows × dim values; not copied
 * @param rows number of rows, 0 or more
 * @param dim columns of a row
 */
public record Block(float[] values, int rows, int dim) implements Serializable {

  public Block {
    if (values.length != Math.multiplyExact(rows, dim)) {
      throw new IllegalArgumentException(
          values.length + " values: a block of " + rows + " rows has " + (long) rows * dim);
    }
  }

  /** A block of zeros. */
  public static Block zeros(int rows, int dim) {
    return new Block(new float[Math.multiplyExact(rows, dim)], rows, dim);
  }

  /**
   * Nothing if these rows have a variance, or none is asked for.
   *
   * @param columns of which the variance is taken
   * @throws IllegalArgumentException if it is asked of a single row
   */
  public void requireVariance(int columns) {
    if (columns > 0 && rows == 1) {
      throw new IllegalArgumentException(
          "a batch of 1 row has no variance: a flow with batch norm needs 2 rows or more in every"
              + " partition's share of a mini-batch; raise batchSize or lower partitions");
    }
  }

  /** A copy with every value beyond {@code most} from 0 drawn in to it. */
  public Block clipped(float most) {
    float[] clipped = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      clipped[i] = Math.max(-most, Math.min(most, values[i]));
    }
    return new Block(clipped, rows, dim);
  }

  /** A copy of the rows with these indices. */
  public Block rows(int[] indices) {
    Block some = zeros(indices.length, dim);
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(values, indices[i] * dim, some.values, i * dim, dim);
    }
    return some;
  }

  /** A copy of {@code count} rows from {@code first} on. */
  public Block slice(int first, int count) {
    float[] slice = new float[count * dim];
    System.arraycopy(values, first * dim, slice, 0, slice.length);
    return new Block(slice, count, dim);
  }
}
