package normflow.report;

import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import normflow.report.Canvas.Anchor;
import normflow.report.Canvas.TextStyle;

/**
 * Things with a value on each of several axes and a loss: a line each, the lowest loss on top and
 * bold. Where a thing has no value its line is interrupted.
 *
 * <p>"Hyperdimensional Data Analysis Using Parallel Coordinates" (Wegman, 1990).
 *
 * @param axes at least one
 * @param losses of all things; NaN where there is none
 * @param label of the loss, with its unit
 */
public record ParallelCoordinates(List<ValueAxis> axes, List<Double> losses, String label) {

  private static final double HEIGHT = 260;
  private static final double SIDE = 70;
  private static final double TOP = 34;
  private static final double BOTTOM = 20;
  private static final double MOST_WIDTH = 860;

  public ParallelCoordinates {
    axes = List.copyOf(axes);
    losses = List.copyOf(losses);
    for (ValueAxis axis : axes) {
      if (axis.positions().size() != losses.size()) {
        throw new IllegalArgumentException(
            "axis "
                + axis.name()
                + " has "
                + axis.positions().size()
                + " values for "
                + losses.size()
                + " losses: give one for each");
      }
    }
  }

  public BufferedImage image() {
    double gap = Math.min(210, MOST_WIDTH / Math.max(1, axes.size() - 1));
    double width = gap * Math.max(1, axes.size() - 1);
    Rectangle2D area = new Rectangle2D.Double(SIDE, TOP, width, HEIGHT);
    Canvas canvas =
        new Canvas(Math.ceil(SIDE + width + SIDE + LossColors.RIGHT), TOP + HEIGHT + BOTTOM);
    LossColors colors = colors();
    List<Integer> order =
        IntStream.range(0, losses.size())
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -losses.get(i)))
            .toList();
    for (int i : order) {
      boolean best = i == order.get(order.size() - 1);
      canvas.stroke(
          path(i, area, gap), colors.color(losses.get(i), best ? 1 : 0.7), best ? 3 : 1.3);
    }
    for (int axis = 0; axis < axes.size(); axis++) {
      drawAxis(canvas, axes.get(axis), area.getX() + axis * gap, area);
    }
    Rectangle2D bar = new Rectangle2D.Double(area.getX(), area.getY(), width + SIDE - 20, HEIGHT);
    colors.drawBar(canvas, bar, label);
    return canvas.finish();
  }

  private LossColors colors() {
    return LossColors.of(losses.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private Path2D path(int thing, Rectangle2D area, double gap) {
    Path2D path = new Path2D.Double();
    boolean drawing = false;
    for (int axis = 0; axis < axes.size(); axis++) {
      double position = axes.get(axis).positions().get(thing);
      if (Double.isNaN(position)) {
        drawing = false;
        continue;
      }
      double x = area.getX() + axis * gap;
      double y = row(position, area);
      if (drawing) {
        // Level at the axes, so that lines through one value can be told apart by their ends.
        path.curveTo(x - gap / 2, path.getCurrentPoint().getY(), x - gap / 2, y, x, y);
      } else {
        path.moveTo(x - 3, y);
        path.lineTo(x, y);
      }
      drawing = true;
    }
    return path;
  }

  private static double row(double position, Rectangle2D area) {
    return area.getMaxY() - position * area.getHeight();
  }

  private static void drawAxis(Canvas canvas, ValueAxis axis, double x, Rectangle2D area) {
    canvas.line(x, area.getY(), x, area.getMaxY(), Canvas.INK);
    canvas.text(axis.name(), x, area.getY() - 14, Anchor.CENTRE, TextStyle.LABEL);
    for (ValueAxis.Tick tick : axis.ticks()) {
      double y = row(tick.position(), area);
      canvas.line(x - 4, y, x, y, Canvas.INK);
      double width = TextStyle.TICK.width(tick.label());
      double baseline = y + TextStyle.TICK.halfHeight();
      // On the lines, so legible only with paper behind it.
      canvas.fill(
          new Rectangle2D.Double(x - 8 - width, y - 7, width + 3, 14),
          new java.awt.Color(0xD0FFFFFF, true));
      canvas.text(tick.label(), x - 7, baseline, Anchor.RIGHT, TextStyle.TICK);
    }
  }
}
