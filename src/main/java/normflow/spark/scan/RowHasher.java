package normflow.spark.scan;

import normflow.random.Streams;

/**
 * Hashes rows one after the other by the exact bits of their values.
 *
 * <p>A row has two hashes of 64 bits, by chains of multiplications with different constants, each
 * ended by the finaliser of {@link Streams}. Rows are added up: sums do not depend on their order,
 * and count a row as often as it is there.
 */
public final class RowHasher {

  private static final long FIRST = 0x9FB21C651E98DF25L;
  private static final long SECOND = 0xD6E8FEB86659FD93L;

  private long rows;
  private long first;
  private long second;
  private long order;

  /** Adds a row without a weight. */
  public void add(double[] values) {
    add(values, 1, false);
  }

  /**
   * Adds a row.
   *
   * @param weighted whether the weight is one of its values
   */
  public void add(double[] values, double weight, boolean weighted) {
    long a = FIRST;
    long b = SECOND;
    for (double value : values) {
      long bits = Double.doubleToRawLongBits(value);
      a = (a ^ bits) * FIRST;
      a ^= a >>> 32;
      b = (Long.rotateLeft(b, 29) + bits) * SECOND;
      b ^= b >>> 31;
    }
    if (weighted) {
      long bits = Double.doubleToRawLongBits(weight);
      a = (a ^ bits) * FIRST;
      b = (Long.rotateLeft(b, 29) + bits) * SECOND;
    }
    a = Streams.mix(a);
    b = Streams.mix(b);
    rows++;
    first += a;
    second += b;
    order = order * RowSums.BASE + a;
  }

  /** The number of rows so far. */
  long rows() {
    return rows;
  }

  public RowSums sums() {
    return new RowSums(rows, first, second, order);
  }
}
