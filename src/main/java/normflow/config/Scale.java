package normflow.config;

import java.math.BigDecimal;
import java.math.MathContext;

/** On what the values of an axis lie, for a search that learns. */
public sealed interface Scale {

  /** Values without an order: 0, 1 and so on to {@code count} - 1. */
  record Names(int count) implements Scale {}

  /**
   * Numbers in an order.
   *
   * @param from the least
   * @param to the greatest
   * @param logarithmic whether ratios count, not differences
   * @param whole whether they are whole
   */
  record Interval(double from, double to, boolean logarithmic, boolean whole) implements Scale {

    /** The number that lies there, or next to it: one that is not whole has four digits. */
    public Number value(double coordinate) {
      double inside = Math.max(from, Math.min(to, coordinate));
      return whole
          ? (Number) Math.round(inside)
          : (Number) new BigDecimal(inside).round(new MathContext(4)).doubleValue();
    }
  }
}
