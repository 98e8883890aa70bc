package normflow.density;

import java.util.Locale;

/** The conditions on a density's parameters, with the words of their refusal. */
final class Checks {

  private Checks() {}

  static double positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s = %s: must be positive and finite", name, value));
    }
    return value;
  }

  static double properFraction(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s = %s: must lie between 0 and 1, both excluded", name, value));
    }
    return value;
  }
}
