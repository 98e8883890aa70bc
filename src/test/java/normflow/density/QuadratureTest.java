package normflow.density;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every fast integral against the same integral by brute force: many points, no window. */
@Tag("slow")
class QuadratureTest {

  @Test
  void besselFunctionMatchesItsIntegral() {
    for (double k : new double[] {0, 1e-3, 0.5, 3, 12, 24.9, 25, 25.1, 60, 700, 1e4}) {
      double integral = composite(0, Math.PI, 300, a -> -2 * k * Math.pow(Math.sin(a / 2), 2));
      assertEquals(1, VonMises.besselI0Scaled(k) / (Math.exp(integral) / Math.PI), 5e-13, "k=" + k);
    }
  }

  @Test
  void boxBlurMatchesTheConvolution() {
    BoxBlur blur = new BoxBlur(0.25, 0.3);
    for (double w : new double[] {0, 0.1, 0.2501, 0.9, 2.3, 3.86, 9, 12.24, 12.26, 30}) {
      double convolution =
          composite(-0.25, 0.25, 400, u -> -Math.pow((w - u) / 0.3, 2) / 2)
              - Math.log(0.5 * 0.3 * Math.sqrt(2 * Math.PI));
      assertEquals(2 * convolution, blur.logDensity(w, -w), 1e-11 * (1 + w * w * 50), "w=" + w);
    }
  }

  @Test
  void halfCircleMatchesBruteForce() {
    SplittableRandom random = new SplittableRandom(3);
    for (double noise : new double[] {0.005, 0.06, 0.3, 1, 20}) {
      HalfCircle arc = new HalfCircle(noise);
      for (int n = 0; n < 25; n++) {
        double x = 3 * random.nextDouble() - 1.5;
        double y = 3 * random.nextDouble() - 1.5;
        double expected =
            composite(
                    0,
                    Math.PI,
                    40_000,
                    t -> -gap(x - Math.cos(t), y - Math.sin(t)) / (2 * noise * noise))
                - Math.log(2 * Math.PI * Math.PI * noise * noise);
        check(expected, arc.logDensity(x, y), "noise %s at %s %s".formatted(noise, x, y));
      }
    }
  }

  @Test
  void halfCircleIsRightAtItsCentreAndOnItsAxis() {
    for (double noise : new double[] {0.06, 1}) {
      HalfCircle arc = new HalfCircle(noise);
      double[][] rows = {{0, 0}, {1, 0}, {-1, 0}, {1, -0.0}, {0, 1}, {0, -1}, {0.5, 0}, {-3, 0}};
      for (double[] row : rows) {
        double expected =
            composite(
                    0,
                    Math.PI,
                    40_000,
                    t -> -gap(row[0] - Math.cos(t), row[1] - Math.sin(t)) / (2 * noise * noise))
                - Math.log(2 * Math.PI * Math.PI * noise * noise);
        check(expected, arc.logDensity(row[0], row[1]), row[0] + " " + row[1]);
      }
    }
  }

  @Test
  void swissRollMatchesBruteForce() {
    SplittableRandom random = new SplittableRandom(4);
    SwissRoll roll = new SwissRoll();
    for (int n = 0; n < 90; n++) {
      double size = n < 60 ? 40 : 100;
      double x = size * (random.nextDouble() - 0.5);
      double y = size * (random.nextDouble() - 0.5);
      double expected =
          composite(
                  1.5 * Math.PI,
                  4.5 * Math.PI,
                  8_000,
                  t -> -gap(x - t * Math.cos(t), y - t * Math.sin(t)) / 2)
              - Math.log(2 * Math.PI * 3 * Math.PI);
      check(expected, roll.logDensity(new double[] {x, y}), x + " " + y);
    }
  }

  @Test
  void twoSpiralsMatchBruteForce() {
    SplittableRandom random = new SplittableRandom(5);
    BoxBlur blur = new BoxBlur(0.25, 0.3);
    for (int n = 0; n < 90; n++) {
      double size = n < 60 ? 24 : 60;
      double x = size * (random.nextDouble() - 0.5);
      double y = size * (random.nextDouble() - 0.5);
      LogSum both = new LogSum();
      for (int sign : List.of(1, -1)) {
        both.add(
            composite(
                0,
                3 * Math.PI,
                8_000,
                t -> {
                  double armX = sign * (0.25 - t * Math.cos(t));
                  double armY = sign * (0.25 + t * Math.sin(t));
                  double weight = t / (9 * Math.PI * Math.PI);
                  return Math.log(weight)
                      + blur.compute(Math.abs(x - armX))
                      + blur.compute(Math.abs(y - armY));
                }));
      }
      check(both.value(), new TwoSpirals().logDensity(new double[] {x, y}), x + " " + y);
    }
  }

  /** The roots against the sign changes of the equation on a fine grid of a. */
  @Test
  void pinwheelFindsEveryRoot() {
    SplittableRandom random = new SplittableRandom(6);
    int several = 0;
    for (int n = 0; n < 300; n++) {
      double r = 6 * random.nextDouble();
      double phi = 20 * random.nextDouble() - 10;
      int[] found = {0};
      PinwheelRoots.forEach(
          r,
          phi,
          a -> {
            found[0]++;
            assertEquals(a, r * Math.cos(phi + Math.exp(a) / 4), 1e-10 * Math.exp(Math.abs(a)));
          });
      int changes = 0;
      int steps = 200_000;
      boolean positive = false;
      for (int i = 0; i <= steps; i++) {
        double a = -r - 1e-9 + (2 * r + 2e-9) * i / steps;
        boolean next = a - r * Math.cos(phi + Math.exp(a) / 4) > 0;
        changes += next == positive ? 0 : 1;
        positive = next;
      }
      assertEquals(changes, found[0], "r = " + r + ", phi = " + phi);
      several += changes > 1 ? 1 : 0;
    }
    assertTrue(several > 50, "only " + several + " equations with several roots");
  }

  private static void check(double expected, double actual, String where) {
    assertEquals(expected, actual, 1e-9 + 1e-12 * Math.abs(expected), where);
  }

  private static double gap(double dx, double dy) {
    return dx * dx + dy * dy;
  }

  /** The logarithm of the integral of {@code exp(log)} by Gauss-Legendre on equal panels. */
  private static double composite(double from, double to, int panels, DoubleUnaryOperator log) {
    GaussIntegrator rule = new GaussIntegratorFactory().legendre(8);
    double width = (to - from) / panels;
    LogSum sum = new LogSum();
    for (int panel = 0; panel < panels; panel++) {
      for (int i = 0; i < rule.getNumberOfPoints(); i++) {
        double t = from + width * (panel + 0.5 * (1 + rule.getPoint(i)));
        sum.add(log.applyAsDouble(t) + Math.log(0.5 * width * rule.getWeight(i)));
      }
    }
    return sum.value();
  }
}
