package normflow.report.chart;

import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import normflow.report.color.LossColors;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Canvas.Anchor;
import normflow.report.draw.Canvas.TextStyle;
import normflow.report.draw.Range;

/**
 * Losses over the values of an axis: a dot a thing, and a line through the lowest of each value.
 * The highest quarter may lie above the picture; then a dot is at its upper edge.
 *
 * @param axis its values
 * @param losses of all things; NaN where there is none
 * @param label of the loss, with its unit
 */
public record ValuePlot(ValueAxis axis, List<Double> losses, String label) {

  private static final double WIDTH = 330;
  private static final double HEIGHT = 220;
  private static final double INSET = 24;

  public ValuePlot {
    losses = List.copyOf(losses);
  }

  public BufferedImage image() {
    double[] values = losses.stream().mapToDouble(Double::doubleValue).toArray();
    LossColors colors = LossColors.of(values);
    Range y = colors.range().padded(0.08);
    double left = Axes.left(y, HEIGHT, label);
    Rectangle2D area = new Rectangle2D.Double(left, 34, WIDTH, HEIGHT);
    Axes axes = new Axes(area, new Range(0, 1), y);
    Canvas canvas = new Canvas(left + WIDTH + 16, 34 + HEIGHT + Axes.BOTTOM);
    axes.drawYGridLines(canvas);
    drawTicks(canvas, area);
    canvas.stroke(lowest(axes), Canvas.MUTED, 1.2);
    for (int i = 0; i < losses.size(); i++) {
      double position = axis.positions().get(i);
      if (!Double.isNaN(position) && !Double.isNaN(losses.get(i))) {
        double row = Math.max(area.getY() + 4, axes.row(losses.get(i)));
        canvas.fill(
            new Ellipse2D.Double(column(position, area) - 3.4, row - 3.4, 6.8, 6.8),
            colors.color(losses.get(i), 0.8));
      }
    }
    axes.drawY(canvas, label);
    canvas.text(axis.name(), area.getCenterX(), 20, Anchor.CENTRE, TextStyle.TITLE);
    return canvas.finish();
  }

  private Path2D lowest(Axes axes) {
    Map<Double, Double> lowest = new TreeMap<>();
    for (int i = 0; i < losses.size(); i++) {
      if (!Double.isNaN(axis.positions().get(i)) && !Double.isNaN(losses.get(i))) {
        lowest.merge(axis.positions().get(i), losses.get(i), Math::min);
      }
    }
    Path2D path = new Path2D.Double();
    lowest.forEach(
        (position, loss) -> {
          double x = column(position, axes.area());
          double row = Math.max(axes.area().getY() + 4, axes.row(loss));
          if (path.getCurrentPoint() == null) {
            path.moveTo(x, row);
          } else {
            path.lineTo(x, row);
          }
        });
    return path;
  }

  private void drawTicks(Canvas canvas, Rectangle2D area) {
    for (ValueAxis.Tick tick : axis.ticks()) {
      double x = column(tick.position(), area);
      canvas.line(x, area.getY(), x, area.getMaxY() + 4, Canvas.FAINT);
      canvas.text(tick.label(), x, area.getMaxY() + 18, Anchor.CENTRE, TextStyle.TICK);
    }
  }

  private static double column(double position, Rectangle2D area) {
    return area.getX() + INSET + position * (area.getWidth() - 2 * INSET);
  }
}
