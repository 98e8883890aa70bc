package normflow.text;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as text, the same in every locale. */
public final class Numbers {

  private Numbers() {}

  /** As {@link String#format}, without a locale's own digits and separators. */
  public static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** Nats as they are reported: four decimals. */
  public static String nats(double value) {
    return format("%.4f", value);
  }

  /** A standard error in nats, such as {@code ± 0.0044}; {@code ± –} if there is none. */
  public static String plusMinus(OptionalDouble error) {
    return "± " + (error.isPresent() ? nats(error.getAsDouble()) : "–");
  }

  /** A value as people read it: whole numbers whole, others to five digits. */
  public static String value(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1L << 53
        ? format("%.0f", value + 0.0)
        : format("%.5g", value);
  }

  /** Such as {@code 1 h 02 min}, {@code 3 min 20 s} or {@code 12 s}. */
  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole >= 3600) {
      return format("%d h %02d min", whole / 3600, whole % 3600 / 60);
    }
    return whole >= 60 ? format("%d min %02d s", whole / 60, whole % 60) : whole + " s";
  }
}
