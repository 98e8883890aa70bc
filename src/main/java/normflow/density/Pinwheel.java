package normflow.density;

import java.util.random.RandomGenerator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Five Gaussian blades bent by a rotation that grows along them: with {@code a} from N(1, 0.3) and
 * {@code b} from N(0, 0.1), the point {@code a + ib} of the complex plane turned by {@code -(2 pi
 * k/5 + exp(a)/4)}, k = 0..4 equally likely.
 *
 * <p>The map from (a, b) is not one to one, so the density at x is the sum over blades and over all
 * features that reach it, {@code N(a; 1, 0.3) N(b; 0, 0.1) / |1 + b exp(a)/4|} each, where the last
 * factor is the Jacobian determinant. With {@code x = r exp(i angle)} and {@code phi = angle + 2 pi
 * k/5} the features solve {@code a = r cos(phi + exp(a)/4)}, {@code b = r sin(phi + exp(a)/4)};
 * {@link PinwheelRoots} finds every solution with {@code a <= 6}. Beyond, 16 standard deviations
 * out, a blade has turned so often that its density is taken as the mean over all angles; there the
 * density is below 1e-59.
 *
 * <p>"FFJORD" (Grathwohl et al., 2019) multiplies this by 2.
 */
public record Pinwheel() implements Density {

  static final int BLADES = 5;
  static final double RATE = 0.25;

  private static final double LENGTH = 1;
  private static final double RADIAL = 0.3;
  private static final double TANGENTIAL = 0.1;
  private static final double LOG_NORMALISER = -Math.log(2 * Math.PI * RADIAL * TANGENTIAL);
  private static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(24);

  @Override
  public String name() {
    return "pinwheel";
  }

  @Override
  public int dim() {
    return 2;
  }

  @Override
  public void sample(RandomGenerator random, double[] row) {
    double blade = 2 * Math.PI / BLADES * random.nextInt(BLADES);
    double a = LENGTH + RADIAL * random.nextGaussian();
    double b = TANGENTIAL * random.nextGaussian();
    double turn = blade + RATE * Math.exp(a);
    row[0] = a * Math.cos(turn) + b * Math.sin(turn);
    row[1] = b * Math.cos(turn) - a * Math.sin(turn);
  }

  @Override
  public double logDensity(double[] row) {
    double r = Math.sqrt(row[0] * row[0] + row[1] * row[1]);
    if (Double.isInfinite(r)) {
      return Double.NEGATIVE_INFINITY;
    }
    double angle = Math.atan2(row[1], row[0]);
    LogSum sum = new LogSum();
    for (int blade = 0; blade < BLADES; blade++) {
      double phi = angle + 2 * Math.PI / BLADES * blade;
      PinwheelRoots.forEach(r, phi, a -> sum.add(logFeatures(a, r, phi) - Math.log(BLADES)));
    }
    if (r > PinwheelRoots.LARGEST) {
      sum.add(logMeanOverAngles(r));
    }
    return sum.value();
  }

  private static double logFeatures(double a, double r, double phi) {
    double b = r * Math.sin(phi + RATE * Math.exp(a));
    return logGaussians(a, b) - Math.log(Math.abs(1 + RATE * Math.exp(a) * b));
  }

  private static double logGaussians(double a, double b) {
    double radial = (a - LENGTH) / RADIAL;
    double tangential = b / TANGENTIAL;
    return LOG_NORMALISER - 0.5 * (radial * radial + tangential * tangential);
  }

  /**
   * {@code (1 / 2 pi) integral N(r cos v; 1, 0.3) N(r sin v; 0, 0.1) dv} over the angles at which
   * {@code r cos v} is above the largest root looked for; the integrand falls from v = 0 at least
   * like {@code exp(-44 r^2 v^2)}.
   */
  private static double logMeanOverAngles(double r) {
    double end = Math.min(Math.acos(PinwheelRoots.LARGEST / r), 1 / r);
    double sum = 0;
    for (int i = 0; i < RULE.getNumberOfPoints(); i++) {
      double v = 0.5 * end * (1 + RULE.getPoint(i));
      double fall = 2 * Math.sin(v / 2) * Math.sin(v / 2);
      double radial = r * fall * (r * fall - 2 * (r - LENGTH)) / (RADIAL * RADIAL);
      double tangential = r * fall * r * (2 - fall) / (TANGENTIAL * TANGENTIAL);
      sum += RULE.getWeight(i) * Math.exp(-0.5 * (radial + tangential));
    }
    return logGaussians(r, 0) + Math.log(end * sum / (2 * Math.PI));
  }
}
