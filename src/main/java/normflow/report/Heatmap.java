package normflow.report;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import normflow.report.Canvas.Anchor;
import normflow.report.Canvas.TextStyle;

/** A density over the plane as colours, with equal aspect and a colour bar. */
public record Heatmap(Labels labels, Grid grid, ColorScale scale) {

  /** The longer side of the plot area. */
  static final double SIDE = 264;

  /** Space right of the plot area, more only where the bar's ticks are long. */
  static final double RIGHT = 92;

  private static final double BAR_GAP = 14;
  private static final double BAR_WIDTH = 12;

  public BufferedImage image() {
    return image(Canvas.SCALE);
  }

  /**
   * @param pixels pixels per layout unit
   */
  BufferedImage image(double pixels) {
    Axes axes = axes();
    Ticks ticks = barTicks(axes);
    double tickWidth = ticks.labels().stream().mapToDouble(TextStyle.TICK::width).max().orElse(0);
    double right = Math.max(RIGHT, BAR_GAP + BAR_WIDTH + 8 + tickWidth + 24);
    double width = axes.area().getMaxX() + right;
    Canvas canvas = new Canvas(Math.ceil(width), axes.area().getMaxY() + Axes.BOTTOM, pixels);
    new Raster(grid, scale).paint(canvas, axes.area());
    axes.draw(canvas, labels.x(), labels.y());
    labels.drawTitle(canvas, axes, 12);
    drawBar(canvas, axes, ticks, tickWidth);
    return canvas.finish();
  }

  Axes axes() {
    double left = Axes.left(grid.y(), SIDE, labels.y());
    return Axes.equalAspect(left, labels.top(), SIDE, grid.x(), grid.y());
  }

  private Ticks barTicks(Axes axes) {
    return Ticks.in(scale.range(), Math.max(2, (int) (axes.area().getHeight() / 36)));
  }

  private void drawBar(Canvas canvas, Axes axes, Ticks ticks, double tickWidth) {
    Rectangle2D area = axes.area();
    double left = area.getMaxX() + BAR_GAP;
    double right = left + BAR_WIDTH;
    double pixel = 1 / canvas.scale();
    for (double y = area.getY(); y < area.getMaxY(); y += pixel) {
      double fraction = (area.getMaxY() - y - pixel / 2) / area.getHeight();
      // Each strip reaches down to the end: none is blended with the white under it.
      canvas.fill(
          new Rectangle2D.Double(left, y, BAR_WIDTH, area.getMaxY() - y),
          new Color(ColorMap.rgb(fraction)));
    }
    canvas.stroke(
        new Rectangle2D.Double(left, area.getY(), BAR_WIDTH, area.getHeight()), Canvas.MUTED, 1);
    for (int i = 0; i < ticks.values().size(); i++) {
      double y = area.getMaxY() - scale.range().fraction(ticks.values().get(i)) * area.getHeight();
      canvas.line(right, y, right + 4, y, Canvas.MUTED);
      double baseline = y + TextStyle.TICK.halfHeight();
      canvas.text(ticks.labels().get(i), right + 8, baseline, Anchor.LEFT, TextStyle.TICK);
    }
    double labelLeft = right + 8 + tickWidth + 16;
    canvas.upwards(scale.quantity().label(), labelLeft, area.getCenterY(), TextStyle.LABEL);
  }
}
