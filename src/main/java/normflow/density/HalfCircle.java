package normflow.density;

import java.io.Serializable;

/**
 * The upper half of the unit circle, {@code (cos t, sin t)} with t uniform on [0, pi], blurred by
 * an isotropic Gaussian.
 *
 * <p>With {@code (r, phi)} the polar coordinates of the point and {@code k = r / noise^2},
 *
 * <pre>
 * p = exp(-(r - 1)^2 / 2 noise^2) / (2 pi noise^2) (1 / pi) integral_0^pi exp(-k (1 - cos(t - phi))) dt
 * </pre>
 *
 * For phi within the arc the integral is the whole circle's less the tails beyond both ends; on the
 * other side it is the sum of the two tails, so nothing cancels in either case.
 *
 * @param noise the standard deviation of the Gaussian
 */
record HalfCircle(double noise) implements Serializable {

  /** An upper bound of {@link #logDensity} that costs one square root. */
  double logBound(double x, double y) {
    return logRadial(Math.sqrt(x * x + y * y));
  }

  double logDensity(double x, double y) {
    double r = Math.sqrt(x * x + y * y);
    if (Double.isInfinite(r)) {
      return Double.NEGATIVE_INFINITY;
    }
    double variance = noise * noise;
    double k = r / variance;
    // k (1 - cos) at the right and at the left end, without cancellation on the ray through it.
    double right = (x > 0 ? y * y / (r + x) : r - x) / variance;
    double left = (x > 0 ? r + x : r == 0 ? 0 : y * y / (r - x)) / variance;
    double angle = Math.atan2(Math.abs(y), x);
    double logIntegral =
        y >= 0 ? logInside(k, angle, right, left) : logOutside(k, angle, right, left);
    return logRadial(r) + logIntegral - Math.log(Math.PI);
  }

  private static double logInside(double k, double angle, double right, double left) {
    double integral = 2 * Math.PI * VonMises.besselI0Scaled(k);
    if (right < VonMises.NEGLIGIBLE) {
      integral -= Math.exp(-right) * VonMises.tail(k, angle);
    }
    if (left < VonMises.NEGLIGIBLE) {
      integral -= Math.exp(-left) * VonMises.tail(k, Math.PI - angle);
    }
    return Math.log(integral);
  }

  private static double logOutside(double k, double angle, double right, double left) {
    LogSum sum = new LogSum();
    if (right < left + VonMises.NEGLIGIBLE) {
      sum.add(Math.log(VonMises.tail(k, angle)) - right);
    }
    if (left < right + VonMises.NEGLIGIBLE) {
      sum.add(Math.log(VonMises.tail(k, Math.PI - angle)) - left);
    }
    return sum.value();
  }

  private double logRadial(double r) {
    double variance = noise * noise;
    return -(r - 1) * (r - 1) / (2 * variance) - Math.log(2 * Math.PI * variance);
  }
}
