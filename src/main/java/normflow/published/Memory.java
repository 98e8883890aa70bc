package normflow.published;

import java.util.Locale;

/** The limit of tables that are prepared in the driver's memory. */
final class Memory {

  /** The table itself, its three parts, and one of them as rows on the way to Spark's tasks. */
  private static final int COPIES = 3;

  private Memory() {}

  /**
   * Refuses a table that cannot be prepared, before it is read.
   *
   * @throws IllegalArgumentException if the driver's heap is too small
   */
  static void require(String name, long rows, long columns) {
    double needed = (double) COPIES * rows * columns * Double.BYTES;
    long most = Runtime.getRuntime().maxMemory();
    if (needed > most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %,d rows of %d columns: preparing it takes %,.0f MB, the driver"
                  + " has %,d MB; give it more with --driver-memory",
              name,
              rows,
              columns,
              needed / 1e6,
              most / 1_000_000));
    }
  }
}
