package normflow.reference;

import java.io.Serializable;
import normflow.engine.Block;

/**
 * Sums of standardised rows, for their mean and covariance.
 *
 * @param rows number of rows
 * @param sums of each column
 * @param products sums of products of two columns: row i has i + 1 of them
 */
public record RowMoments(long rows, double[] sums, double[][] products) implements Serializable {

  /** Those of no rows. */
  public static RowMoments none(int width) {
    return new RowMoments(0, new double[width], triangle(width));
  }

  /** Those of the first columns of a block's rows, as many as {@code width}. */
  public static RowMoments of(Block block, int width) {
    RowMoments moments = none(width);
    for (int row = 0; row < block.rows(); row++) {
      moments.add(block.values(), row * block.dim());
    }
    return new RowMoments(block.rows(), moments.sums, moments.products);
  }

  /** Those of rows. */
  static RowMoments of(Iterable<float[]> rows, int width) {
    RowMoments moments = none(width);
    long count = 0;
    for (float[] row : rows) {
      moments.add(row, 0);
      count++;
    }
    return new RowMoments(count, moments.sums, moments.products);
  }

  private void add(float[] values, int at) {
    for (int i = 0; i < sums.length; i++) {
      double value = values[at + i];
      sums[i] += value;
      double[] of = products[i];
      for (int j = 0; j <= i; j++) {
        of[j] += value * values[at + j];
      }
    }
  }

  /** Those of these rows and the other's. */
  public RowMoments merge(RowMoments other) {
    double[] sum = sums.clone();
    double[][] product = triangle(sums.length);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.sums[i];
      for (int j = 0; j <= i; j++) {
        product[i][j] = products[i][j] + other.products[i][j];
      }
    }
    return new RowMoments(rows + other.rows, sum, product);
  }

  double[] mean() {
    double[] mean = sums.clone();
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= rows;
    }
    return mean;
  }

  /**
   * The covariance, its lower triangle.
   *
   * @param ridge share of its variance that each column is given besides
   */
  double[][] covariance(double ridge) {
    double[] mean = mean();
    double[][] covariance = triangle(mean.length);
    for (int i = 0; i < mean.length; i++) {
      for (int j = 0; j <= i; j++) {
        covariance[i][j] = products[i][j] / rows - mean[i] * mean[j];
      }
      covariance[i][i] *= 1 + ridge;
    }
    return covariance;
  }

  static double[][] triangle(int width) {
    double[][] triangle = new double[width][];
    for (int i = 0; i < width; i++) {
      triangle[i] = new double[i + 1];
    }
    return triangle;
  }
}
