package normflow.spark.scan;

import java.io.Serializable;
import normflow.store.Fingerprint;
import normflow.text.Numbers;

/**
 * Sums over the hashes of consecutive rows, of which a {@link Fingerprint} is made; sums of
 * neighbouring runs of rows are those of the longer run, wherever it is cut.
 *
 * @param rows number of rows
 * @param first Σ of one hash of every row, modulo 2⁶⁴
 * @param second Σ of another one
 * @param order Σ of the first hash times a power of a constant that falls from row to row
 */
public record RowSums(long rows, long first, long second, long order) implements Serializable {

  /** Of multiplicative order 2⁶², so that no two of so many rows change places unseen. */
  static final long BASE = 0x5851F42D4C957F2DL;

  /** Of no rows. */
  public static RowSums none() {
    return new RowSums(0, 0, 0, 0);
  }

  /** Of these rows and then the other's. */
  public RowSums then(RowSums next) {
    return new RowSums(
        rows + next.rows,
        first + next.first,
        second + next.second,
        order * power(next.rows) + next.order);
  }

  private static long power(long exponent) {
    long result = 1;
    long square = BASE;
    for (long left = exponent; left > 0; left >>>= 1) {
      if ((left & 1) == 1) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }

  public Fingerprint fingerprint() {
    return new Fingerprint(
        rows, Numbers.format("%016x%016x", first, second), Numbers.format("%016x", order));
  }
}
