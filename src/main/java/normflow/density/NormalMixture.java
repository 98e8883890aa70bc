package normflow.density;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A mixture of Gaussians in any number of dimensions, {@code p(x) = sum_c weight_c N(x; mean_c, L_c
 * L_c^T)}.
 */
public final class NormalMixture implements Density {

  private static final long serialVersionUID = 1;
  private static final double LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final String name;
  private final double[] weights;
  private final double[][] means;
  private final double[][][] factors;
  private final double[] logScales;

  /**
   * A mixture with these components.
   *
   * @param name the density's name
   * @param weights (components): positive; only their ratios matter
   * @param means (components, dim)
   * @param factors (components, dim, dim): the lower-triangular Cholesky factor L of each
   *     covariance, with a positive diagonal; what is above it is not read
   */
  public NormalMixture(String name, double[] weights, double[][] means, double[][][] factors) {
    if (weights.length == 0 || means.length != weights.length || factors.length != means.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d weights, %d means, %d factors: give one of each for every"
                  + " component, and at least one",
              weights.length,
              means.length,
              factors.length));
    }
    this.name = name;
    this.weights = normalised(weights);
    this.means = new double[means.length][];
    this.factors = new double[means.length][][];
    this.logScales = new double[means.length];
    int dim = means[0].length;
    for (int c = 0; c < means.length; c++) {
      this.means[c] = row("means[" + c + "]", means[c], dim);
      this.factors[c] = factor("factors[" + c + "]", factors[c], dim);
      logScales[c] = Math.log(this.weights[c]) - dim * LOG_ROOT_TWO_PI;
      for (int i = 0; i < dim; i++) {
        logScales[c] -= Math.log(this.factors[c][i][i]);
      }
    }
  }

  /** Equally likely round Gaussians of one standard deviation about these centres. */
  public static NormalMixture isotropic(String name, double[][] centres, double deviation) {
    Checks.positive("deviation", deviation);
    double[] weights = new double[centres.length];
    double[][][] factors = new double[centres.length][][];
    for (int c = 0; c < centres.length; c++) {
      weights[c] = 1;
      factors[c] = new double[centres[c].length][centres[c].length];
      for (int i = 0; i < centres[c].length; i++) {
        factors[c][i][i] = deviation;
      }
    }
    return new NormalMixture(name, weights, centres, factors);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int dim() {
    return means[0].length;
  }

  @Override
  public void sample(RandomGenerator random, double[] row) {
    int c = component(random.nextDouble());
    double[] normal = new double[dim()];
    for (int i = 0; i < normal.length; i++) {
      normal[i] = random.nextGaussian();
      row[i] = means[c][i];
      for (int j = 0; j <= i; j++) {
        row[i] += factors[c][i][j] * normal[j];
      }
    }
  }

  @Override
  public double logDensity(double[] row) {
    double[] normal = new double[dim()];
    LogSum sum = new LogSum();
    for (int c = 0; c < means.length; c++) {
      sum.add(logScales[c] - 0.5 * squaredDistance(c, row, normal));
    }
    return sum.value();
  }

  /** {@code |L^-1 (x - mean)|^2} by forward substitution into {@code normal}. */
  private double squaredDistance(int c, double[] row, double[] normal) {
    double squares = 0;
    for (int i = 0; i < normal.length; i++) {
      double rest = row[i] - means[c][i];
      for (int j = 0; j < i; j++) {
        rest -= factors[c][i][j] * normal[j];
      }
      normal[i] = rest / factors[c][i][i];
      squares += normal[i] * normal[i];
    }
    return squares;
  }

  private int component(double uniform) {
    double below = 0;
    for (int c = 0; c < weights.length - 1; c++) {
      below += weights[c];
      if (uniform < below) {
        return c;
      }
    }
    return weights.length - 1;
  }

  private static double[] normalised(double[] weights) {
    double total = 0;
    for (int c = 0; c < weights.length; c++) {
      total += Checks.positive("weights[" + c + "]", weights[c]);
    }
    double[] result = new double[weights.length];
    for (int c = 0; c < weights.length; c++) {
      result[c] = weights[c] / total;
    }
    return result;
  }

  private static double[][] factor(String name, double[][] factor, int dim) {
    if (factor.length != dim) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d rows: give one for each of %d coordinates",
              name,
              factor.length,
              dim));
    }
    double[][] copy = new double[dim][];
    for (int i = 0; i < dim; i++) {
      copy[i] = row(name + "[" + i + "]", factor[i], dim);
      Checks.positive(String.format(Locale.ROOT, "%s[%d][%d]", name, i, i), copy[i][i]);
    }
    return copy;
  }

  private static double[] row(String name, double[] values, int dim) {
    if (values.length != dim || dim == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d numbers: give the same positive count for every component",
              name,
              values.length));
    }
    return values.clone();
  }
}
