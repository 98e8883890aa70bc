package normflow.report.draw;

import java.util.Arrays;

/**
 * A finite interval {@code [low, high]} of an axis, {@code low < high}, in the units of the data.
 */
public record Range(double low, double high) {

  public Range {
    if (!(low < high) || !Double.isFinite(high - low)) {
      throw new IllegalArgumentException(
          "range = ["
              + low
              + ", "
              + high
              + "]: both ends must be finite and the first must be lower");
    }
  }

  /** The smallest range that holds every finite value; a single value is widened around itself. */
  public static Range of(double... values) {
    return quantiles(0, values);
  }

  /**
   * The range between the {@code tail} and the {@code 1 - tail} quantile of the finite values, so
   * that a few far points do not shrink all the others.
   */
  public static Range quantiles(double tail, double... values) {
    if (!(tail >= 0 && tail < 0.5)) {
      throw new IllegalArgumentException("tail = " + tail + ": must lie in [0, 0.5)");
    }
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException(
          "values: none of " + values.length + " is finite, a range needs at least one");
    }
    int skipped = (int) Math.floor(tail * (sorted.length - 1));
    return around(sorted[skipped], sorted[sorted.length - 1 - skipped]);
  }

  private static Range around(double low, double high) {
    if (low < high) {
      return new Range(low, high);
    }
    double margin = Math.max(0.5, 0.1 * Math.abs(low));
    return new Range(low - margin, high + margin);
  }

  /** The range with {@code fraction} of its width added at each end. */
  public Range padded(double fraction) {
    return new Range(low - fraction * width(), high + fraction * width());
  }

  /** The smallest range that holds both. */
  public Range union(Range other) {
    return new Range(Math.min(low, other.low), Math.max(high, other.high));
  }

  public double width() {
    return high - low;
  }

  /** Where {@code value} lies: 0 at {@code low}, 1 at {@code high}. */
  public double fraction(double value) {
    return (value - low) / width();
  }

  public boolean contains(double value) {
    return value >= low && value <= high;
  }
}
