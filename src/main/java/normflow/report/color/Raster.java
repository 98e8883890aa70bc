package normflow.report.color;

import java.awt.geom.Rectangle2D;
import normflow.report.draw.Canvas;
import normflow.report.draw.Grid;

/**
 * A density over the plane as pixels.
 *
 * <p>A pixel takes the position on the scale interpolated between the four nearest cell centres.
 */
public record Raster(Grid grid, ColorScale scale) {

  /** Fills an area of a canvas, given in layout units. */
  public void paint(Canvas canvas, Rectangle2D area) {
    double[] fractions = fractions();
    int left = (int) Math.round(area.getX() * canvas.scale());
    int top = (int) Math.round(area.getY() * canvas.scale());
    int width = (int) Math.round(area.getWidth() * canvas.scale());
    int height = (int) Math.round(area.getHeight() * canvas.scale());
    for (int row = 0; row < height; row++) {
      // Rows of pixels go down, rows of the grid go up.
      double gridRow = (height - row - 0.5) / height * grid.rows() - 0.5;
      for (int column = 0; column < width; column++) {
        double gridColumn = (column + 0.5) / width * grid.columns() - 0.5;
        double fraction = interpolate(fractions, gridRow, gridColumn);
        canvas.pixel(left + column, top + row, ColorMap.rgb(fraction));
      }
    }
  }

  private double[] fractions() {
    double[] fractions = new double[grid.rows() * grid.columns()];
    for (int i = 0; i < fractions.length; i++) {
      fractions[i] = scale.fraction(grid.logDensity(i / grid.columns(), i % grid.columns()));
    }
    return fractions;
  }

  private double interpolate(double[] fractions, double row, double column) {
    double cutRow = Math.min(grid.rows() - 1, Math.max(0, row));
    double cutColumn = Math.min(grid.columns() - 1, Math.max(0, column));
    int below = (int) cutRow;
    int low = below * grid.columns();
    int high = Math.min(below + 1, grid.rows() - 1) * grid.columns();
    int left = (int) cutColumn;
    int right = Math.min(left + 1, grid.columns() - 1);
    double across = cutColumn - left;
    double up = cutRow - below;
    double lower = (1 - across) * fractions[low + left] + across * fractions[low + right];
    double upper = (1 - across) * fractions[high + left] + across * fractions[high + right];
    return (1 - up) * lower + up * upper;
  }
}
