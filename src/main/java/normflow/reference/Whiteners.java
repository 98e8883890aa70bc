package normflow.reference;

import java.util.Arrays;
import java.util.List;
import normflow.layer.Whitening;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/** Makes the map that gives columns the identity for a covariance. */
public final class Whiteners {

  private Whiteners() {}

  /**
   * That of the Gaussian among the reference lines, shrunk as it is: before its first step a flow
   * behind the map is this Gaussian.
   *
   * @param dim columns without those of the context
   * @param context how many are given, behind them
   * @param moments of all training rows
   * @param sample of these rows, by which the Gaussian is shrunk
   * @throws ArithmeticException if the covariance is singular whatever is added
   */
  public static Whitening of(int dim, int context, RowMoments moments, List<float[]> sample) {
    double ridge = Choice.of(sample, dim + context, context).ridge();
    RealMatrix all = symmetric(moments.covariance(ridge));
    double[] mean = moments.mean();
    RealMatrix covariance = all.getSubMatrix(0, dim - 1, 0, dim - 1);
    double[][] given = new double[0][];
    double[] middle = Arrays.copyOf(mean, dim);
    if (context > 0) {
      RealMatrix across = all.getSubMatrix(dim, dim + context - 1, 0, dim - 1);
      RealMatrix among = all.getSubMatrix(dim, dim + context - 1, dim, dim + context - 1);
      RealMatrix slopes = new CholeskyDecomposition(among).getSolver().solve(across);
      covariance = covariance.subtract(across.transpose().multiply(slopes));
      given = slopes.getData();
      double[] moved = slopes.preMultiply(Arrays.copyOfRange(mean, dim, dim + context));
      Arrays.setAll(middle, i -> mean[i] - moved[i]);
    }
    return new Whitening(numbers(middle), rows(components(covariance).getData()), rows(given));
  }

  /**
   * W with Wᵀ C W = 1: principal components, the largest first, each by its deviation. In their
   * directions a value that many rows have in one column is not one that they share; a symmetric
   * root would keep it so.
   */
  private static RealMatrix components(RealMatrix covariance) {
    // Rounding makes it a little asymmetric.
    RealMatrix mean = covariance.add(covariance.transpose()).scalarMultiply(0.5);
    EigenDecomposition eigen = new EigenDecomposition(mean);
    RealMatrix components = eigen.getV();
    for (int i = 0; i < components.getColumnDimension(); i++) {
      double variance = eigen.getRealEigenvalue(i);
      if (!(variance > 0)) {
        throw new ArithmeticException("the covariance of the columns is singular");
      }
      RealVector direction = components.getColumnVector(i);
      double largest = direction.getMaxValue() > -direction.getMinValue() ? 1 : -1;
      components.setColumnVector(i, direction.mapMultiply(largest / Math.sqrt(variance)));
    }
    return components;
  }

  private static RealMatrix symmetric(double[][] triangle) {
    RealMatrix matrix = MatrixUtils.createRealMatrix(triangle.length, triangle.length);
    for (int i = 0; i < triangle.length; i++) {
      for (int j = 0; j <= i; j++) {
        matrix.setEntry(i, j, triangle[i][j]);
        matrix.setEntry(j, i, triangle[i][j]);
      }
    }
    return matrix;
  }

  private static List<List<Double>> rows(double[][] rows) {
    return Arrays.stream(rows).map(Whiteners::numbers).toList();
  }

  private static List<Double> numbers(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
