package normflow.published;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A table in the driver's memory, column by column.
 *
 * <p>Nothing is copied that need not be: results share columns with the table that they were made
 * of, and the methods that say so change them in place.
 *
 * @param values (columns, rows)
 */
record ColumnValues(double[][] values) {

  ColumnValues {
    if (values.length == 0) {
      throw new IllegalArgumentException("a table without columns has no density");
    }
  }

  int rows() {
    return values[0].length;
  }

  int dim() {
    return values.length;
  }

  /** These columns in this order. */
  ColumnValues select(int... columns) {
    return new ColumnValues(
        Arrays.stream(columns).mapToObj(c -> values[c]).toArray(double[][]::new));
  }

  /** All columns but one. */
  ColumnValues without(int column) {
    return select(IntStream.range(0, dim()).filter(c -> c != column).toArray());
  }

  /** Copies of the rows from {@code from} to before {@code to}. */
  ColumnValues slice(int from, int to) {
    return new ColumnValues(
        Arrays.stream(values)
            .map(column -> Arrays.copyOfRange(column, from, to))
            .toArray(double[][]::new));
  }

  /** Moves row {@code order[i]} to place i, in place. */
  void reorder(int[] order) {
    double[] moved = new double[order.length];
    for (double[] column : values) {
      for (int i = 0; i < order.length; i++) {
        moved[i] = column[order[i]];
      }
      System.arraycopy(moved, 0, column, 0, order.length);
    }
  }

  /** The mean of every column over the rows before {@code to}. */
  double[] mean(int to) {
    double[] mean = new double[dim()];
    for (int c = 0; c < mean.length; c++) {
      mean[c] = sum(values[c], 0, to, 1) / to;
    }
    return mean;
  }

  /**
   * The standard deviation of every column over the rows before {@code to}.
   *
   * @param lost what is taken from the number of rows: 0 as numpy has it, 1 as pandas has it
   * @throws IllegalArgumentException if a column has one value only
   */
  double[] deviation(double[] mean, int to, int lost) {
    double[] deviation = new double[dim()];
    for (int c = 0; c < deviation.length; c++) {
      deviation[c] = Math.sqrt(sum(values[c], mean[c], to, 2) / (to - lost));
      if (!(deviation[c] > 0)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "column %d has the one value %s: it has no density", c, values[c][0]));
      }
    }
    return deviation;
  }

  /** The sum of {@code (x - mean)^power}, with Kahan's compensation. */
  private static double sum(double[] column, double mean, int to, int power) {
    double sum = 0;
    double lost = 0;
    for (int i = 0; i < to; i++) {
      double centred = column[i] - mean;
      double term = (power == 1 ? centred : centred * centred) - lost;
      double next = sum + term;
      lost = (next - sum) - term;
      sum = next;
    }
    return sum;
  }

  /** Takes the mean from every column and divides by the deviation, in place. */
  void standardise(double[] mean, double[] deviation) {
    for (int c = 0; c < dim(); c++) {
      double[] column = values[c];
      for (int i = 0; i < column.length; i++) {
        column[i] = (column[i] - mean[c]) / deviation[c];
      }
    }
  }

  /**
   * Checks that every value is a number.
   *
   * @param name what the table is, for errors
   * @throws IllegalArgumentException that names the first one that is not
   */
  ColumnValues requireFinite(String name) {
    for (int c = 0; c < dim(); c++) {
      for (int i = 0; i < rows(); i++) {
        if (!Double.isFinite(values[c][i])) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "%s: row %,d, column %d is %s: every value must be a finite number",
                  name,
                  i + 1,
                  c,
                  values[c][i]));
        }
      }
    }
    return this;
  }
}
