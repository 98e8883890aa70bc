package normflow.report;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import normflow.report.Canvas.Anchor;
import normflow.report.Canvas.TextStyle;

/**
 * A density over the plane as colours, with equal aspect and a colour bar.
 *
 * <p>A pixel takes the position on the scale interpolated between the four nearest cell centres.
 */
public record Heatmap(Labels labels, Grid grid, ColorScale scale) {

  /** The longer side of the plot area. */
  static final double SIDE = 264;

  /** Space right of the plot area, more only where the bar's ticks are long. */
  static final double RIGHT = 92;

  private static final double BAR_GAP = 14;
  private static final double BAR_WIDTH = 12;

  public BufferedImage image() {
    Axes axes = axes();
    Ticks ticks = barTicks(axes);
    double tickWidth = ticks.labels().stream().mapToDouble(TextStyle.TICK::width).max().orElse(0);
    double right = Math.max(RIGHT, BAR_GAP + BAR_WIDTH + 8 + tickWidth + 24);
    double width = axes.area().getMaxX() + right;
    Canvas canvas = new Canvas(Math.ceil(width), axes.area().getMaxY() + Axes.BOTTOM);
    paint(canvas, axes);
    axes.draw(canvas, labels.x(), labels.y());
    labels.drawTitle(canvas, axes, 12);
    drawBar(canvas, axes, ticks, tickWidth);
    return canvas.finish();
  }

  Axes axes() {
    double left = Axes.left(grid.y(), SIDE, labels.y());
    return Axes.equalAspect(left, labels.top(), SIDE, grid.x(), grid.y());
  }

  private void paint(Canvas canvas, Axes axes) {
    double[] fractions = fractions();
    int left = (int) Math.round(axes.area().getX() * Canvas.SCALE);
    int top = (int) Math.round(axes.area().getY() * Canvas.SCALE);
    int width = (int) Math.round(axes.area().getWidth() * Canvas.SCALE);
    int height = (int) Math.round(axes.area().getHeight() * Canvas.SCALE);
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

  private Ticks barTicks(Axes axes) {
    return Ticks.in(scale.range(), Math.max(2, (int) (axes.area().getHeight() / 36)));
  }

  private void drawBar(Canvas canvas, Axes axes, Ticks ticks, double tickWidth) {
    Rectangle2D area = axes.area();
    double left = area.getMaxX() + BAR_GAP;
    double right = left + BAR_WIDTH;
    double pixel = 1.0 / Canvas.SCALE;
    for (double y = area.getY(); y < area.getMaxY(); y += pixel) {
      double fraction = (area.getMaxY() - y - pixel / 2) / area.getHeight();
      canvas.fill(
          new Rectangle2D.Double(left, y, BAR_WIDTH, pixel), new Color(ColorMap.rgb(fraction)));
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
