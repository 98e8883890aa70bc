package normflow.spark.scan;

import normflow.engine.Moments;

/**
 * Moments of rows as they come.
 *
 * <p>"Note on a method for calculating corrected sums of squares and products" (Welford, 1962).
 * Where values are so large beside their spread that a mean cannot follow them by the small steps
 * of that method, those of the differences from the first row are taken, which are exact.
 */
final class RunningMoments {

  /** Distances of neighbouring doubles in a standard deviation that let a mean follow. */
  private static final double FINE = 1e6;

  private final Sums values;
  private final Sums differences;
  private final double[] first;
  private final double[] centred;
  private long count;

  RunningMoments(int columns) {
    values = new Sums(new double[columns], new double[columns]);
    differences = new Sums(new double[columns], new double[columns]);
    first = new double[columns];
    centred = new double[columns];
  }

  /** Means, and sums of squared deviations from them. */
  private record Sums(double[] mean, double[] squares) {
    void add(double[] row, long count) {
      for (int i = 0; i < row.length; i++) {
        double before = row[i] - mean[i];
        mean[i] += before / count;
        squares[i] += before * (row[i] - mean[i]);
      }
    }
  }

  void add(double[] row) {
    if (count++ == 0) {
      System.arraycopy(row, 0, first, 0, row.length);
    }
    for (int i = 0; i < row.length; i++) {
      centred[i] = row[i] - first[i];
    }
    values.add(row, count);
    differences.add(centred, count);
  }

  /** The number of rows so far. */
  long count() {
    return count;
  }

  Moments moments() {
    double[] mean = values.mean.clone();
    double[] squares = values.squares.clone();
    for (int i = 0; i < mean.length; i++) {
      if (Math.sqrt(differences.squares[i] / count) <= FINE * Math.ulp(mean[i])) {
        mean[i] = first[i] + differences.mean[i];
        squares[i] = differences.squares[i];
      }
    }
    return new Moments(count, mean, squares);
  }
}
