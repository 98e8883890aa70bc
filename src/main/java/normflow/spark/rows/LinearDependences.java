package normflow.spark.rows;

import java.util.ArrayList;
import java.util.List;

/**
 * Which columns of a sample are linear functions of those before them, by the Gram-Schmidt process,
 * each column centred and orthogonalised twice.
 */
final class LinearDependences {

  /** Share of its variance that rounding to floats leaves a column that others determine. */
  private static final double RESIDUAL = 1e-10;

  /** Coefficients, in units of the standardised columns, that are no rounding. */
  private static final double COEFFICIENT = 1e-3;

  private static final int MOST_ROWS = 2048;

  private final List<float[]> rows;
  private final List<double[]> basis = new ArrayList<>();

  /** Every direction of the basis as coefficients of the columns that are its own. */
  private final List<double[]> coefficients = new ArrayList<>();

  private final int width;

  /**
   * @param rows more than there are columns
   * @param width the number of columns
   */
  LinearDependences(List<float[]> rows, int width) {
    int stride = Math.max(1, rows.size() / Math.max(MOST_ROWS, 3 * width));
    this.rows = new ArrayList<>();
    for (int i = 0; i < rows.size(); i += stride) {
      this.rows.add(rows.get(i));
    }
    this.width = width;
  }

  /** The columns among those added that determine this one; none if it is new. */
  List<Integer> add(int column) {
    double[] rest = centred(column);
    double whole = product(rest, rest);
    double[] combination = new double[width];
    combination[column] = 1;
    for (int time = 0; time < 2; time++) {
      for (int i = 0; i < basis.size(); i++) {
        double share = product(rest, basis.get(i));
        subtract(rest, share, basis.get(i));
        subtract(combination, share, coefficients.get(i));
      }
    }
    double left = product(rest, rest);
    if (left > RESIDUAL * whole) {
      double norm = Math.sqrt(left);
      basis.add(scaled(rest, 1 / norm));
      coefficients.add(scaled(combination, 1 / norm));
      return List.of();
    }
    List<Integer> others = new ArrayList<>();
    for (int other = 0; other < width; other++) {
      if (other != column && Math.abs(combination[other]) > COEFFICIENT) {
        others.add(other);
      }
    }
    return others;
  }

  private double[] centred(int column) {
    double mean = rows.stream().mapToDouble(row -> row[column]).average().orElse(0);
    return rows.stream().mapToDouble(row -> row[column] - mean).toArray();
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void subtract(double[] from, double share, double[] other) {
    for (int i = 0; i < from.length; i++) {
      from[i] -= share * other[i];
    }
  }

  private static double[] scaled(double[] values, double factor) {
    double[] scaled = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = factor * values[i];
    }
    return scaled;
  }
}
