package normflow.density;

/**
 * The Gauss-Legendre rule of n points: {@code sum_i weight(i) f(node(i))} is the integral of f over
 * [-1, 1], exact for polynomials of degree 2n - 1.
 *
 * <p>The nodes are the roots of the Legendre polynomial {@code P_n}, found by Newton's method from
 * {@code cos(pi (i + 3/4) / (n + 1/2))}; the weights are {@code 2 / ((1 - x^2) P_n'(x)^2)}.
 */
final class GaussLegendre {

  private final double[] nodes;
  private final double[] weights;

  GaussLegendre(int points) {
    nodes = new double[points];
    weights = new double[points];
    for (int i = 0; i < points; i++) {
      double x = Math.cos(Math.PI * (i + 0.75) / (points + 0.5));
      for (int step = 0; step < 8; step++) {
        x -= legendre(points, x) / derivative(points, x);
      }
      double slope = derivative(points, x);
      nodes[i] = x;
      weights[i] = 2 / ((1 - x * x) * slope * slope);
    }
  }

  int points() {
    return nodes.length;
  }

  double node(int i) {
    return nodes[i];
  }

  double weight(int i) {
    return weights[i];
  }

  /** Bonnet's recursion: {@code k P_k = (2k - 1) x P_{k-1} - (k - 1) P_{k-2}}. */
  private static double legendre(int degree, double x) {
    double previous = 0;
    double current = 1;
    for (int k = 1; k <= degree; k++) {
      double next = ((2 * k - 1) * x * current - (k - 1) * previous) / k;
      previous = current;
      current = next;
    }
    return current;
  }

  private static double derivative(int degree, double x) {
    return degree * (legendre(degree - 1, x) - x * legendre(degree, x)) / (1 - x * x);
  }
}
