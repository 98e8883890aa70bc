package normflow.report.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * A chart as data: what the picture of a figure shows, for the page's script to draw it so that it
 * can be asked. It knows no library; {@code plot.js} does.
 */
public sealed interface Plot permits XyPlot, ParallelPlot {

  /** What the script draws it as. */
  String kind();

  /**
   * As precise as a reader can see, so that a page of many trials stays small; whole numbers as
   * they are.
   */
  static double rounded(double value) {
    return Double.isFinite(value) && value != Math.rint(value)
        ? new BigDecimal(value).round(new MathContext(6)).doubleValue()
        : value;
  }

  /** Every value as {@link #rounded}. */
  static double[] rounded(double[] values) {
    return Arrays.stream(values).map(Plot::rounded).toArray();
  }
}
