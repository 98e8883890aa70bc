package normflow.density;

import java.util.function.DoubleUnaryOperator;

/**
 * A piece of an Archimedean spiral, {@code (x + mirrorX t cos t, y + mirrorY t sin t)} for t in
 * [from, to], run through with the density {@code weight(t)}.
 */
record SpiralArm(
    double x,
    double y,
    double mirrorX,
    double mirrorY,
    double from,
    double to,
    DoubleUnaryOperator weight) {

  double x(double t) {
    return x + mirrorX * t * Math.cos(t);
  }

  double y(double t) {
    return y + mirrorY * t * Math.sin(t);
  }

  /** The speed of the curve, {@code sqrt(1 + t^2)}, which is also the largest one before t. */
  static double speed(double t) {
    return Math.sqrt(1 + t * t);
  }
}
