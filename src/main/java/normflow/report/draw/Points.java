package normflow.report.draw;

import java.util.Arrays;

/** Points of the plane, at least one; those that are not finite are kept but not drawn. */
public final class Points {

  private final double[] x;
  private final double[] y;

  private Points(double[] x, double[] y) {
    this.x = x;
    this.y = y;
  }

  public static Points of(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "y.length = " + y.length + ": must equal x.length = " + x.length);
    }
    if (x.length == 0) {
      throw new IllegalArgumentException("x.length = 0: a picture needs at least one point");
    }
    return new Points(x.clone(), y.clone());
  }

  /** Points from the first two columns of a matrix, one point a row. */
  public static Points ofRows(double[][] rows) {
    return of(
        Arrays.stream(rows).mapToDouble(row -> row[0]).toArray(),
        Arrays.stream(rows).mapToDouble(row -> row[1]).toArray());
  }

  public int size() {
    return x.length;
  }

  public double x(int index) {
    return x[index];
  }

  public double y(int index) {
    return y[index];
  }

  /** The x range without the farthest {@code tail} of the points at each end. */
  public Range xRange(double tail) {
    return Range.quantiles(tail, x);
  }

  /** The y range without the farthest {@code tail} of the points at each end. */
  public Range yRange(double tail) {
    return Range.quantiles(tail, y);
  }
}
