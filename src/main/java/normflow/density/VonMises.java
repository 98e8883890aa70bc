package normflow.density;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Integrals of {@code exp(-k (1 - cos a))} over an angle: over the whole circle a scaled Bessel
 * function, from some angle on by quadrature.
 *
 * <p>They arise because a circle of radius R blurred by a Gaussian of standard deviation s has, at
 * distance r from its centre, {@code |x - R e(t)|^2 / 2s^2 = (r - R)^2 / 2s^2 + k (1 - cos(t -
 * phi))} with {@code k = r R / s^2}.
 */
final class VonMises {

  /** What is left out of an integral is smaller than its integrand's largest value by exp(-37). */
  static final double NEGLIGIBLE = 37;

  private static final double SERIES_LIMIT = 25;
  private static final double ROUNDING = 1e-17;
  private static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(24);

  private VonMises() {}

  /**
   * {@code exp(-k) I0(k) = (1 / pi) integral_0^pi exp(-k (1 - cos a)) da}, for k from 0.
   *
   * <p>Below 25 the power series {@code I0(k) = sum_n (k/2)^2n / n!^2}, whose terms are all
   * positive; above it {@code (2 pi k)^(-1/2) sum_n ((2n-1)!!)^2 / (n! (8k)^n)}, whose terms there
   * fall below rounding before they grow again. "Handbook of Mathematical Functions" (Abramowitz,
   * Stegun, 1964), 9.6.10 and 9.7.1.
   */
  static double besselI0Scaled(double k) {
    double sum = 1;
    double term = 1;
    if (k < SERIES_LIMIT) {
      double quarterSquare = k * k / 4;
      for (int n = 1; term > ROUNDING * sum; n++) {
        term *= quarterSquare / ((double) n * n);
        sum += term;
      }
      return sum * Math.exp(-k);
    }
    for (int n = 1; term > ROUNDING; n++) {
      double odd = 2 * n - 1;
      term *= odd * odd / (8 * k * n);
      sum += term;
    }
    return sum / Math.sqrt(2 * Math.PI * k);
  }

  /**
   * {@code integral_angle^pi exp(-k (cos angle - cos a)) da}: the tail beyond an angle of [0, pi],
   * relative to the integrand where the tail begins.
   *
   * <p>With {@code a = angle + 2u} the exponent is {@code 2k sin(angle + u) sin u}, which rises
   * from 0; the integral stops where it reaches {@link #NEGLIGIBLE}, at {@code sin^2(angle/2 + u) =
   * sin^2(angle/2) + NEGLIGIBLE / 2k}, which is solved for u without a difference of near numbers.
   */
  static double tail(double k, double angle) {
    double sineHalf = Math.sin(angle / 2);
    double cosineHalf = Math.cos(angle / 2);
    double rise = NEGLIGIBLE / (2 * k);
    double last = sineHalf * sineHalf + rise;
    double end =
        last >= 1
            ? (Math.PI - angle) / 2
            : Math.asin(rise / (Math.sqrt(last) * cosineHalf + sineHalf * Math.sqrt(1 - last)));
    double sineAngle = Math.sin(angle);
    double cosineAngle = Math.cos(angle);
    double sum = 0;
    for (int i = 0; i < RULE.getNumberOfPoints(); i++) {
      double u = 0.5 * end * (1 + RULE.getPoint(i));
      double sine = Math.sin(u);
      double cosine = Math.cos(u);
      double exponent = 2 * k * sine * (sineAngle * cosine + cosineAngle * sine);
      sum += RULE.getWeight(i) * Math.exp(-exponent);
    }
    return end * sum;
  }
}
