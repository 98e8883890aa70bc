package normflow.engine;

import java.io.Serializable;
import java.util.function.IntToDoubleFunction;

/**
 * Count, mean and sum of squared deviations of columns, merged without cancellation.
 *
 * <p>"Updating formulae and a pairwise algorithm for computing sample variances" (Chan, Golub,
 * LeVeque, 1979).
 *
 * @param count number of rows
 * @param mean of each column; 0 when there are no rows
 * @param squares sum over the rows of (x - mean)², of each column
 */
public record Moments(long count, double[] mean, double[] squares) implements Serializable {

  /** The moments of no rows. */
  public static Moments empty(int columns) {
    return new Moments(0, new double[columns], new double[columns]);
  }

  /** The moments of one column of {@code count} values. */
  public static Moments of(int count, IntToDoubleFunction value) {
    if (count == 0) {
      return empty(1);
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += value.applyAsDouble(i);
    }
    double mean = sum / count;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double difference = value.applyAsDouble(i) - mean;
      squares += difference * difference;
    }
    return new Moments(count, new double[] {mean}, new double[] {squares});
  }

  /** The standard error of the mean of a column, from the unbiased variance. */
  public double standardError(int column) {
    return Math.sqrt(squares[column] / (count - 1.0) / count);
  }

  /** The number of columns. */
  public int columns() {
    return mean.length;
  }

  /** The biased variance of a column: the sum of squared deviations over the count. */
  public double variance(int column) {
    return squares[column] / count;
  }

  /** The moments of these rows and the other's; the order matters only to the last bits. */
  public Moments merge(Moments other) {
    if (other.count == 0) {
      return this;
    }
    if (count == 0) {
      return other;
    }
    long total = count + other.count;
    double share = (double) other.count / total;
    double[] merged = new double[mean.length];
    double[] mergedSquares = new double[mean.length];
    for (int i = 0; i < mean.length; i++) {
      double difference = other.mean[i] - mean[i];
      merged[i] = mean[i] + difference * share;
      mergedSquares[i] = squares[i] + other.squares[i] + difference * difference * share * count;
    }
    return new Moments(total, merged, mergedSquares);
  }
}
