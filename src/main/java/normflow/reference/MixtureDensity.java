package normflow.reference;

import java.util.List;
import normflow.reference.ReferenceLine.Component;

/**
 * p(columns | context) = p(columns, context) / p(context) of a mixture of Gaussians. With the
 * context first in the Cholesky factor of a covariance, the first terms of |L⁻¹ (x - mean)|² are
 * those of p(context). For one thread.
 */
final class MixtureDensity implements RowDensity {

  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final int[] order;
  private final int context;

  /** Logarithms of a component's weight and of what its density of the context is at its mean. */
  private final double[] logScales;

  /** Logarithms of what its density of the columns is at its mean. */
  private final double[] restLogScales;

  private final double[][] means;
  private final double[][][] factors;
  private final double[] normal;
  private final double[] given;
  private final double[] rest;

  MixtureDensity(List<Component> components, int width, int context) {
    this.context = context;
    int dim = width - context;
    order = new int[width];
    for (int i = 0; i < width; i++) {
      order[i] = i < context ? dim + i : i - context;
    }
    int size = components.size();
    logScales = new double[size];
    restLogScales = new double[size];
    means = new double[size][];
    factors = new double[size][][];
    for (int c = 0; c < size; c++) {
      Component component = components.get(c);
      means[c] = component.mean();
      factors[c] = factor(component.covariance());
      logScales[c] = Math.log(component.weight()) + logScale(factors[c], 0, context);
      restLogScales[c] = logScale(factors[c], context, width);
    }
    normal = new double[width];
    given = new double[size];
    rest = new double[size];
  }

  private static double logScale(double[][] factor, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum -= HALF_LOG_TWO_PI + Math.log(factor[i][i]);
    }
    return sum;
  }

  /** The Cholesky factor, rows and columns in the order of this density. */
  private double[][] factor(double[][] covariance) {
    double[][] factor = RowMoments.triangle(order.length);
    for (int i = 0; i < order.length; i++) {
      for (int j = 0; j <= i; j++) {
        int row = Math.max(order[i], order[j]);
        double value = covariance[row][Math.min(order[i], order[j])];
        for (int k = 0; k < j; k++) {
          value -= factor[i][k] * factor[j][k];
        }
        if (i == j && !(value > 0 && value < Double.POSITIVE_INFINITY)) {
          throw new ArithmeticException("the covariance is singular");
        }
        factor[i][j] = i == j ? Math.sqrt(value) : value / factor[j][j];
      }
    }
    return factor;
  }

  @Override
  public double logDensity(float[] values, int at) {
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < means.length; c++) {
      measure(c, values, at);
      most = Math.max(most, given[c]);
    }
    for (int c = 0; c < means.length; c++) {
      given[c] -= most;
      rest[c] += given[c];
    }
    return logSum(rest) - logSum(given);
  }

  /**
   * Log-densities of the components at a row, the logarithms of their weights added.
   *
   * @return those of each; overwritten by the next call
   */
  double[] jointly(float[] values, int at) {
    for (int c = 0; c < means.length; c++) {
      measure(c, values, at);
      rest[c] += given[c];
    }
    return rest;
  }

  private void measure(int c, float[] values, int at) {
    double[][] factor = factors[c];
    double ofContext = 0;
    double ofColumns = 0;
    for (int i = 0; i < order.length; i++) {
      double value = values[at + order[i]] - means[c][order[i]];
      double[] row = factor[i];
      for (int j = 0; j < i; j++) {
        value -= row[j] * normal[j];
      }
      normal[i] = value / row[i];
      double square = normal[i] * normal[i];
      if (i < context) {
        ofContext += square;
      } else {
        ofColumns += square;
      }
    }
    given[c] = logScales[c] - 0.5 * ofContext;
    rest[c] = restLogScales[c] - 0.5 * ofColumns;
  }

  static double logSum(double[] logs) {
    double most = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      most = Math.max(most, log);
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - most);
    }
    return most + Math.log(sum);
  }
}
