package normflow.report.draw;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Round tick positions in a range: multiples of 1, 2 or 5 times a power of ten.
 *
 * @param first the first tick as a multiple of the step
 * @param last the last tick as a multiple of the step
 */
public record Ticks(long first, long last, int mantissa, int exponent) {

  /** Absorbs rounding in {@code low / step}: a tick at the very end of a range is kept. */
  private static final double SLACK = 1e-9;

  /** The finest ticks in {@code range} of which there are at most {@code most}. */
  public static Ticks in(Range range, int most) {
    if (most < 2) {
      throw new IllegalArgumentException("most = " + most + ": an axis needs at least 2 ticks");
    }
    int exponent = (int) Math.floor(Math.log10(range.width() / most));
    for (; ; exponent++) {
      for (int mantissa : new int[] {1, 2, 5}) {
        double step = mantissa * Math.pow(10, exponent);
        long first = (long) Math.ceil(range.low() / step - SLACK);
        long last = (long) Math.floor(range.high() / step + SLACK);
        if (last - first + 1 <= most) {
          return new Ticks(first, last, mantissa, exponent);
        }
      }
    }
  }

  public List<Double> values() {
    List<Double> values = new ArrayList<>();
    for (long multiple = first; multiple <= last; multiple++) {
      values.add(value(multiple));
    }
    return values;
  }

  public List<String> labels() {
    List<String> labels = new ArrayList<>();
    for (long multiple = first; multiple <= last; multiple++) {
      labels.add(label(value(multiple)));
    }
    return labels;
  }

  /** Divides by a whole power of ten where it can: 3 * 0.1 is not 0.3, 3 / 10 is. */
  private double value(long multiple) {
    double scaled = (double) multiple * mantissa;
    return exponent < 0 ? scaled / Math.pow(10, -exponent) : scaled * Math.pow(10, exponent);
  }

  private String label(double value) {
    if (value == 0) {
      return "0";
    }
    double largest = Math.max(Math.abs(value(first)), Math.abs(value(last)));
    String text;
    if (largest >= 1e5 || largest < 1e-3) {
      int digits = Math.max(0, (int) Math.floor(Math.log10(Math.abs(value)) + SLACK) - exponent);
      text =
          String.format(Locale.ROOT, "%." + digits + "e", value).replaceAll("e\\+?(-?)0*", "e$1");
    } else {
      text = String.format(Locale.ROOT, "%." + Math.max(0, -exponent) + "f", value);
    }
    return text.replace('-', '\u2212');
  }
}
