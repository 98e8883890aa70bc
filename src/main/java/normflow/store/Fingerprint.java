package normflow.store;

import normflow.text.Numbers;

/**
 * What tells some rows from others: their number and hashes of the exact bits of their used
 * columns, and of their weights if they have them.
 *
 * <p>Nothing is normalised: 0.0 and -0.0 are different values.
 *
 * @param rows number of rows
 * @param hash 128 bits, 32 hexadecimal digits: the same for the same rows in any order
 * @param order 64 bits, 16 hexadecimal digits: the same for the same rows in the same order
 */
public record Fingerprint(long rows, String hash, String order) {

  /**
   * Whether these are the rows of another reading, in the order of that one or in any.
   *
   * @param ordered whether the order matters
   */
  public boolean isOf(Fingerprint now, boolean ordered) {
    return rows == now.rows && hash.equals(now.hash) && (!ordered || order.equals(now.order));
  }

  /** How the rows of another reading differ from these, in words; they do. */
  public String difference(Fingerprint now, String what) {
    if (rows != now.rows) {
      return Numbers.format("%,d %s then, %,d now", rows, what, now.rows);
    }
    return Numbers.format("%,d %s then and now, ", rows, what)
        + (hash.equals(now.hash)
            ? "the same in another order, and the bits of the result depend on it"
            : "other values");
  }
}
