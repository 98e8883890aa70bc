package normflow.report.draw;

import java.util.function.Function;

/**
 * Log densities at the cell centres of a regular grid: {@code rows x columns} cells that tile
 * {@code x} by {@code y}, the first row at the lowest y and the first column at the lowest x.
 *
 * <p>Values are in nats; NaN and negative infinity stand for no density at all.
 */
public final class Grid {

  private final Range x;
  private final Range y;
  private final int columns;
  private final double[] logDensities;

  private Grid(Range x, Range y, int columns, double[] logDensities) {
    this.x = x;
    this.y = y;
    this.columns = columns;
    this.logDensities = logDensities;
  }

  /** A grid from its values row by row, {@code logDensities.length / columns} rows. */
  public static Grid of(Range x, Range y, int columns, double[] logDensities) {
    if (columns < 1) {
      throw new IllegalArgumentException("columns = " + columns + ": must be positive");
    }
    if (logDensities.length == 0 || logDensities.length % columns != 0) {
      throw new IllegalArgumentException(
          "logDensities.length = "
              + logDensities.length
              + ": must be a positive multiple of columns = "
              + columns);
    }
    for (int i = 0; i < logDensities.length; i++) {
      if (logDensities[i] == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "logDensities[" + i + "] = Infinity: a density on a grid must be finite");
      }
    }
    return new Grid(x, y, columns, logDensities.clone());
  }

  /**
   * A grid of {@code count x count} cells.
   *
   * @param logDensity takes all cell centres at once, (count², 2), and gives their log densities
   */
  public static Grid evaluate(
      Range x, Range y, int count, Function<double[][], double[]> logDensity) {
    double[] xs = centres(x, count);
    double[] ys = centres(y, count);
    double[][] rows = new double[count * count][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {xs[i % count], ys[i / count]};
    }
    return of(x, y, count, logDensity.apply(rows));
  }

  /** The {@code count} cell centres of an axis, where a grid wants its density. */
  public static double[] centres(Range range, int count) {
    double[] centres = new double[count];
    for (int i = 0; i < count; i++) {
      centres[i] = range.low() + range.width() * (i + 0.5) / count;
    }
    return centres;
  }

  public Range x() {
    return x;
  }

  public Range y() {
    return y;
  }

  public int columns() {
    return columns;
  }

  public int rows() {
    return logDensities.length / columns;
  }

  public double logDensity(int row, int column) {
    return logDensities[row * columns + column];
  }

  /** The largest log density; negative infinity where there is none. */
  public double peak() {
    double peak = Double.NEGATIVE_INFINITY;
    for (double value : logDensities) {
      peak = value > peak ? value : peak;
    }
    return peak;
  }
}
