package normflow.report.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/**
 * A chart as data: what the picture of a figure shows, for the page's script to draw it so that it
 * can be asked. It knows no library; {@code plot.js} does.
 */
public sealed interface Plot permits XyPlot, ParallelPlot {

  /** Of the range, behind its first digit. */
  int DIGITS = 5;

  /** What the script draws it as. */
  String kind();

  /**
   * Values as precise as a reader can see, to a hundred-thousandth of their range or finer, so that
   * a page of many trials stays small.
   */
  static double[] rounded(double... values) {
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(0);
    if (!(high > low) || !Double.isFinite(high - low)) {
      return values;
    }
    int digits = DIGITS - (int) Math.floor(Math.log10(high - low));
    return Arrays.stream(values)
        .map(v -> new BigDecimal(v).setScale(digits, RoundingMode.HALF_EVEN).doubleValue())
        .toArray();
  }
}
