package normflow.report.chart;

import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import normflow.report.color.LossColors;
import normflow.report.draw.Canvas;
import normflow.report.draw.Canvas.Anchor;
import normflow.report.draw.Canvas.TextStyle;
import normflow.report.plot.ParallelPlot;
import normflow.report.plot.ParallelPlot.Thing;
import normflow.report.plot.Plot;
import normflow.report.plot.PlotAxis;
import normflow.report.plot.Series;
import normflow.text.Numbers;

/**
 * Things with a value on each of several axes and a loss: a line each, the lowest loss on top and
 * bold, from axis to axis and to the bar of the losses. Where a thing has no value its line is
 * interrupted.
 *
 * <p>"Hyperdimensional Data Analysis Using Parallel Coordinates" (Wegman, 1990).
 *
 * @param axes at least one
 * @param losses of all things
 */
public record ParallelCoordinates(List<ValueAxis> axes, Losses losses) implements Chart {

  private static final double HEIGHT = 260;
  private static final double SIDE = 90;

  /** Height of the lines through one value. */
  private static final double BAND = 22;

  private static final double TOP = 34;
  private static final double BOTTOM = 20;
  private static final double MOST_WIDTH = 860;

  public ParallelCoordinates {
    axes = List.copyOf(axes);
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

  @Override
  public String words() {
    int best = losses.best();
    return axes.stream()
        .map(axis -> axis.name() + " " + axis.values().get(best))
        .collect(
            Collectors.joining(
                ", ",
                Numbers.format(
                    "%d lines in parallel coordinates; the best, %s: ",
                    losses.size(), losses.names().get(best)),
                ", " + losses.label() + " " + Numbers.nats(losses.of(best))));
  }

  @Override
  public Plot plot() {
    LossColors colors = losses.colors();
    List<PlotAxis> shown = new ArrayList<>(axes.stream().map(ValueAxis::plot).toList());
    shown.add(PlotAxis.of(losses.label(), colors.range()));
    List<Thing> things = new ArrayList<>();
    for (int thing : losses.worstFirst()) {
      List<Object> values = new ArrayList<>();
      axes.forEach(axis -> values.add(axis.values().get(thing)));
      values.add(losses.of(thing));
      boolean best = things.size() + 1 == losses.size();
      things.add(
          new Thing(
              losses.names().get(thing),
              Series.css(colors.color(losses.of(thing), 1)),
              best ? 3 : 1.4,
              values,
              losses.links().get(thing)));
    }
    return new ParallelPlot(shown, things);
  }

  @Override
  public BufferedImage image() {
    double gap = Math.min(200, MOST_WIDTH / axes.size());
    Rectangle2D area = new Rectangle2D.Double(SIDE, TOP, gap * axes.size(), HEIGHT);
    Canvas canvas = new Canvas(Math.ceil(area.getMaxX() + LossColors.RIGHT), TOP + HEIGHT + BOTTOM);
    LossColors colors = losses.colors();
    List<Integer> worstFirst = losses.worstFirst();
    for (int i = 0; i < worstFirst.size(); i++) {
      int thing = worstFirst.get(i);
      boolean best = i + 1 == worstFirst.size();
      double spread = BAND * ((double) i / worstFirst.size() - 0.5);
      Path2D path = path(thing, spread, area, colors);
      canvas.stroke(path, colors.color(losses.of(thing), best ? 1 : 0.75), best ? 3 : 1.2);
    }
    for (int axis = 0; axis < axes.size(); axis++) {
      drawAxis(canvas, axes.get(axis), area.getX() + axis * gap, area);
    }
    // The bar is the last axis, too: that of the loss.
    Rectangle2D bar =
        new Rectangle2D.Double(area.getX(), area.getY(), area.getWidth() - LossColors.GAP, HEIGHT);
    colors.drawBar(canvas, bar, losses.label());
    return LossColors.palette().reduce(canvas.finish());
  }

  /**
   * @param spread keeps lines through the same value apart
   */
  private Path2D path(int thing, double spread, Rectangle2D area, LossColors colors) {
    Path2D path = new Path2D.Double();
    double gap = area.getWidth() / axes.size();
    boolean drawing = false;
    for (int i = 0; i <= axes.size(); i++) {
      double x = area.getX() + i * gap;
      double position =
          i == axes.size() ? colors.fraction(losses.of(thing)) : axes.get(i).positions().get(thing);
      boolean discrete = i < axes.size() && axes.get(i).isDiscrete();
      double y = row(position, area) - (discrete ? spread : 0);
      if (Double.isNaN(position)) {
        drawing = false;
      } else if (drawing) {
        path.curveTo(x - gap / 2, path.getCurrentPoint().getY(), x - gap / 2, y, x, y);
      } else {
        path.moveTo(x, y);
        drawing = true;
      }
    }
    return path;
  }

  private static double row(double position, Rectangle2D area) {
    return area.getMaxY() - BAND / 2 - position * (area.getHeight() - BAND);
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
