package normflow.report.chart;

import java.awt.Color;
import java.awt.image.BufferedImage;
import normflow.report.color.ColorBar;
import normflow.report.color.ColorMap;
import normflow.report.color.ColorScale;
import normflow.report.color.Raster;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Grid;
import normflow.report.draw.Labels;

/**
 * A density over the plane as colours, one unit as long in both directions unless their ranges are
 * far apart, and a colour bar.
 */
public record Heatmap(Labels labels, Grid grid, ColorScale scale) {

  /** The longer side of the plot area. */
  static final double SIDE = 264;

  /** Space right of the plot area, more only where the bar's ticks are long. */
  static final double RIGHT = 92;

  private static final double BAR_GAP = 14;

  public BufferedImage image() {
    return image(Canvas.SCALE);
  }

  /**
   * @param pixels pixels per layout unit
   */
  BufferedImage image(double pixels) {
    Axes axes = axes();
    ColorBar bar =
        ColorBar.of(scale.range(), axes.area(), fraction -> new Color(ColorMap.rgb(fraction)));
    double right = Math.max(RIGHT, BAR_GAP + bar.width() + 24);
    double width = axes.area().getMaxX() + right;
    Canvas canvas = new Canvas(Math.ceil(width), axes.area().getMaxY() + Axes.BOTTOM, pixels);
    new Raster(grid, scale).paint(canvas, axes.area());
    axes.draw(canvas, labels.x(), labels.y());
    labels.drawTitle(canvas, axes, 12);
    bar.draw(canvas, axes.area(), BAR_GAP, scale.quantity().label());
    return canvas.finish();
  }

  Axes axes() {
    double left = Axes.left(grid.y(), SIDE, labels.y());
    return Axes.fitted(left, labels.top(), SIDE, grid.x(), grid.y());
  }
}
