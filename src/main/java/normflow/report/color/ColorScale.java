package normflow.report.color;

import java.util.List;
import normflow.report.draw.Grid;
import normflow.report.draw.Range;

/**
 * Which colour stands for which density: the range from the darkest to the brightest colour, linear
 * in the {@link Quantity} shown. Heatmaps that share one scale can be compared by eye.
 */
public record ColorScale(Quantity quantity, Range range) {

  /** What the colour is linear in. */
  public enum Quantity {
    /** Probability per unit of area. */
    DENSITY("density"),
    /** Its natural logarithm. */
    LOG_DENSITY("log density (nats)");

    private final String label;

    Quantity(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** From zero to the highest density of all the grids. */
  public static ColorScale density(List<Grid> grids) {
    double peak = peak(grids);
    if (!(Math.exp(peak) > Double.MIN_NORMAL && Math.exp(peak) < Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "peak log density = " + peak + ": too far from 0 for a density, use a log scale");
    }
    return new ColorScale(Quantity.DENSITY, new Range(0, Math.exp(peak)));
  }

  /** From {@code depth} nats under the highest log density of all the grids up to it. */
  public static ColorScale logDensity(List<Grid> grids, double depth) {
    if (!(depth > 0)) {
      throw new IllegalArgumentException("depth = " + depth + ": must be positive");
    }
    double peak = peak(grids);
    return new ColorScale(Quantity.LOG_DENSITY, new Range(peak - depth, peak));
  }

  private static double peak(List<Grid> grids) {
    double peak = grids.stream().mapToDouble(Grid::peak).max().orElse(Double.NEGATIVE_INFINITY);
    if (peak == Double.NEGATIVE_INFINITY) {
      throw new IllegalArgumentException(
          "grids: no cell of " + grids.size() + " has any density, move or widen their ranges");
    }
    return peak;
  }

  /** Where a log density lies on the scale, cut to [0, 1]; NaN counts as no density. */
  double fraction(double logDensity) {
    double value = quantity == Quantity.DENSITY ? Math.exp(logDensity) : logDensity;
    double fraction = range.fraction(value);
    return Double.isNaN(fraction) ? 0 : Math.min(1, Math.max(0, fraction));
  }
}
