package normflow.engine.tile.plan;

import java.util.Arrays;

/**
 * Sums in single precision and the totals in double precision that they are added to.
 *
 * @param parts partial sums, {@code lanes} for each total
 * @param lanes how many partial sums make a total
 */
record Totals(float[] parts, int lanes, double[] totals) {

  Totals(int count, int lanes) {
    this(new float[count * lanes], lanes, new double[count]);
  }

  void begin() {
    Arrays.fill(parts, 0);
    Arrays.fill(totals, 0);
  }

  void flush() {
    for (int i = 0; i < totals.length; i++) {
      double sum = 0;
      for (int lane = 0; lane < lanes; lane++) {
        sum += parts[i * lanes + lane];
      }
      totals[i] += sum;
    }
    Arrays.fill(parts, 0);
  }
}
