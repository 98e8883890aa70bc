package normflow.report.draw;

import java.awt.geom.Path2D;

/**
 * Shares of values in equal parts of a range, as a density in the units of the values.
 *
 * <p>Values outside the range count in the total, so that two histograms of one range compare.
 */
public record Histogram(Range range, double[] densities) {

  public static Histogram of(double[] values, Range range, int bins) {
    double[] densities = new double[bins];
    double unit = bins / (range.width() * values.length);
    for (double value : values) {
      if (range.contains(value)) {
        densities[Math.min(bins - 1, (int) (range.fraction(value) * bins))] += unit;
      }
    }
    return new Histogram(range, densities);
  }

  public double peak() {
    double peak = 0;
    for (double density : densities) {
      peak = Math.max(peak, density);
    }
    return peak;
  }

  /** The outline in axes whose x range is that of the histogram. */
  public Path2D outline(Axes axes) {
    Path2D path = new Path2D.Double();
    double bottom = axes.row(0);
    path.moveTo(axes.column(range.low()), bottom);
    for (int i = 0; i < densities.length; i++) {
      double row = axes.row(densities[i]);
      path.lineTo(axes.column(range.low() + range.width() * i / densities.length), row);
      path.lineTo(axes.column(range.low() + range.width() * (i + 1) / densities.length), row);
    }
    path.lineTo(axes.column(range.high()), bottom);
    return path;
  }
}
