package normflow.density;

import java.util.function.DoubleConsumer;
import java.util.function.DoubleUnaryOperator;

/**
 * All roots a of {@code g(a) = a - r cos(phi + v(a))} with {@code v(a) = exp(a)/4} and {@code a <=
 * LARGEST}.
 *
 * <p>Every root lies in [-r, r]. Between two multiples of pi of the angle {@code phi + v} its sine
 * has one sign. Where it is positive, {@code g' = 1 + r v sin(phi + v)} is, and there is one root
 * at most. Where it is negative, {@code g' < 0} exactly where {@code -r sin(phi + v) - 1/v > 0};
 * the left side is concave in v, so g is monotone on three pieces at most, whose ends are found by
 * bisection. A piece holds a root exactly if g changes sign over it.
 */
final class PinwheelRoots {

  /** Larger roots are not looked for: the larger a, the more of them there are. */
  static final double LARGEST = 6;

  /** Below this {@code phi + v(a)} equals phi in double precision. */
  private static final double STRAIGHT = -40;

  private static final int BISECTIONS = 60;
  private static final int NEWTON_STEPS = 100;

  private final double r;
  private final double phi;
  private final DoubleConsumer found;

  private PinwheelRoots(double r, double phi, DoubleConsumer found) {
    this.r = r;
    this.phi = phi;
    this.found = found;
  }

  static void forEach(double r, double phi, DoubleConsumer found) {
    if (!(r <= Double.MAX_VALUE)) {
      return;
    }
    double straight = r * Math.cos(phi);
    if (straight < STRAIGHT) {
      found.accept(straight);
    }
    new PinwheelRoots(r, phi, found).betweenMultiplesOfPi();
  }

  private void betweenMultiplesOfPi() {
    // A little wider than [-r, r], so that rounding hides no root at an end.
    double margin = 1e-12 * (1 + r);
    double last = Math.min(r + margin, LARGEST);
    double left = Math.max(-r - margin, STRAIGHT);
    double half = Math.floor((phi + turn(left)) / Math.PI);
    while (left < last) {
      double endTurn = (half + 1) * Math.PI - phi;
      double right = endTurn > 0 ? Math.min(last, Math.log(endTurn / Pinwheel.RATE)) : left;
      boolean sinePositive = half % 2 == 0;
      if (right > left) {
        if (sinePositive || r * turn(right) <= 1) {
          monotone(left, right);
        } else {
          sineNegative(left, right);
        }
        left = right;
      }
      half++;
    }
  }

  private void sineNegative(double left, double right) {
    double first = turn(left);
    double last = turn(right);
    double steepest = zero(first, last, v -> 1 / (v * v) - r * Math.cos(phi + v));
    if (-r * Math.sin(phi + steepest) <= 1 / steepest) {
      monotone(left, right);
      return;
    }
    DoubleUnaryOperator falling = v -> -r * Math.sin(phi + v) - 1 / v;
    double start = Math.log(zero(first, steepest, v -> -falling.applyAsDouble(v)) / Pinwheel.RATE);
    double end = Math.log(zero(steepest, last, falling) / Pinwheel.RATE);
    start = Math.min(Math.max(start, left), right);
    end = Math.min(Math.max(end, start), right);
    monotone(left, start);
    monotone(start, end);
    monotone(end, right);
  }

  /** The root of g on an interval over which it is monotone, if it changes sign there. */
  private void monotone(double left, double right) {
    boolean leftPositive = value(left) > 0;
    if (leftPositive == (value(right) > 0)) {
      return;
    }
    double low = left;
    double high = right;
    double a = 0.5 * (low + high);
    for (int step = 0; step < NEWTON_STEPS; step++) {
      double value = value(a);
      if ((value > 0) == leftPositive) {
        low = a;
      } else {
        high = a;
      }
      double next = a - value / (1 + r * turn(a) * Math.sin(phi + turn(a)));
      if (!(next > low && next < high)) {
        next = 0.5 * (low + high);
      }
      boolean settled = Math.abs(next - a) <= 2 * Math.ulp(a);
      a = next;
      if (settled) {
        break;
      }
    }
    found.accept(a);
  }

  private double value(double a) {
    return a - r * Math.cos(phi + turn(a));
  }

  private static double turn(double a) {
    return Pinwheel.RATE * Math.exp(a);
  }

  /** Where a function that is positive and then negative on an interval changes sign. */
  private static double zero(double low, double high, DoubleUnaryOperator function) {
    double positive = low;
    double negative = high;
    for (int step = 0; step < BISECTIONS; step++) {
      double middle = 0.5 * (positive + negative);
      if (function.applyAsDouble(middle) > 0) {
        positive = middle;
      } else {
        negative = middle;
      }
    }
    return 0.5 * (positive + negative);
  }
}
