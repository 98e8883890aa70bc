package normflow.engine.tile.plan;

import java.util.Arrays;

/**
 * Sums in single precision and the totals in double precision that they are added to.
 *
 * <p>A call of few rows never needs the totals: its sums are read as they are.
 */
final class Totals {

  private final float[] parts;
  private final int lanes;
  private final double[] totals;
  private boolean flushed;

  /**
   * @param count number of sums
   * @param lanes partial sums that make one
   */
  Totals(int count, int lanes) {
    this.parts = new float[count * lanes];
    this.lanes = lanes;
    this.totals = new double[count];
  }

  /** Partial sums, {@code lanes} for each total. */
  float[] parts() {
    return parts;
  }

  void begin() {
    Arrays.fill(parts, 0);
    flushed = false;
  }

  void flush() {
    for (int i = 0; i < totals.length; i++) {
      totals[i] = flushed ? totals[i] + part(i) : part(i);
    }
    Arrays.fill(parts, 0);
    flushed = true;
  }

  private double part(int i) {
    if (lanes == 1) {
      return parts[i];
    }
    double even = 0;
    double odd = 0;
    int end = (i + 1) * lanes;
    for (int at = i * lanes; at < end; at += 2) {
      even += parts[at];
      odd += parts[at + 1];
    }
    return even + odd;
  }

  /** Writes {@code count} totals from {@code first} on to {@code values[targets[at]]} and so on. */
  void write(int first, int count, float[] values, int[] targets, int at) {
    if (flushed) {
      for (int i = 0; i < count; i++) {
        values[targets[at + i]] = (float) (totals[first + i] + part(first + i));
      }
    } else {
      for (int i = 0; i < count; i++) {
        values[targets[at + i]] = (float) part(first + i);
      }
    }
  }
}
