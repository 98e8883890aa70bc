package normflow.density;

/**
 * The scaled complementary error function {@code erfcx(x) = exp(x^2) erfc(x)}, which neither
 * underflows nor loses digits for large x.
 *
 * <p>A Chebyshev series in {@code s = (x - 15/4) / (x + 15/4)} of {@code (1 + 2x) erfcx(x)}, which
 * is smooth from x = 0 to infinity: "Chebyshev Approximation of (1 + 2x) exp(x^2) erfc x in 0 &lt;=
 * x &lt; infinity" (Shepherd, Laframboise, 1981). The coefficients are computed when the class is
 * loaded, from {@code erfcx(x) = 2 / sqrt(pi) integral_0^infinity exp(-u^2 - 2xu) du}.
 */
final class ErrorFunction {

  private static final double FOLD = 3.75;
  private static final int TERMS = 32;
  private static final double[] COEFFICIENTS = coefficients();

  private ErrorFunction() {}

  /** {@code exp(x^2) erfc(x)} for x from 0. */
  static double erfcx(double x) {
    double s = (x - FOLD) / (x + FOLD);
    // Clenshaw's recursion.
    double next = 0;
    double afterNext = 0;
    for (int n = TERMS - 1; n > 0; n--) {
      double current = 2 * s * next - afterNext + COEFFICIENTS[n];
      afterNext = next;
      next = current;
    }
    return (s * next - afterNext + COEFFICIENTS[0]) / (1 + 2 * x);
  }

  /** {@code erfc(x)} for any x. */
  static double erfc(double x) {
    double tail = Math.exp(-x * x) * erfcx(Math.abs(x));
    return x < 0 ? 2 - tail : tail;
  }

  /** The discrete cosine transform of the function at the Chebyshev points of the first kind. */
  private static double[] coefficients() {
    int points = 2 * TERMS;
    double[] result = new double[TERMS];
    for (int j = 0; j < points; j++) {
      double angle = Math.PI * (j + 0.5) / points;
      double s = Math.cos(angle);
      double x = FOLD * (1 + s) / (1 - s);
      double value = (1 + 2 * x) * erfcxByQuadrature(x);
      for (int n = 0; n < TERMS; n++) {
        result[n] += (n == 0 ? 1 : 2) * value * Math.cos(n * angle) / points;
      }
    }
    return result;
  }

  /** The integral up to the u at which the exponent is 40. */
  private static double erfcxByQuadrature(double x) {
    GaussLegendre rule = new GaussLegendre(20);
    int panels = 8;
    double width = 40 / (x + Math.sqrt(x * x + 40)) / panels;
    double sum = 0;
    for (int panel = 0; panel < panels; panel++) {
      for (int i = 0; i < rule.points(); i++) {
        double u = width * (panel + 0.5 * (1 + rule.node(i)));
        sum += rule.weight(i) * Math.exp(-u * (u + 2 * x));
      }
    }
    return sum * width / Math.sqrt(Math.PI);
  }
}
