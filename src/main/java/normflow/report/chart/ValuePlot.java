package normflow.report.chart;

import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import normflow.report.color.LossColors;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Canvas.Anchor;
import normflow.report.draw.Canvas.TextStyle;
import normflow.report.draw.Points;
import normflow.report.draw.Range;
import normflow.report.plot.Plot;
import normflow.report.plot.PlotAxis;
import normflow.report.plot.Series;
import normflow.report.plot.Series.Shape;
import normflow.report.plot.XyPlot;
import normflow.text.Numbers;

/**
 * Losses over the values of an axis: a dot a thing, and a line through the lowest of each value.
 * The highest quarter may lie above the picture; then a dot is at its upper edge.
 *
 * @param axis its values
 * @param losses of all things
 */
public record ValuePlot(ValueAxis axis, Losses losses) implements Chart {

  private static final double WIDTH = 330;
  private static final double HEIGHT = 220;
  private static final double INSET = 24;

  /** So many of the best values are said. */
  private static final int WORDS = 6;

  @Override
  public String words() {
    Map<Object, Double> lowest = lowest(axis.values(), new LinkedHashMap<>());
    return lowest.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .limit(WORDS)
        .map(entry -> entry.getKey() + ": " + Numbers.nats(entry.getValue()))
        .collect(
            Collectors.joining(", ", "Lowest " + losses.label() + " by " + axis.name() + ": ", ""));
  }

  @Override
  public Plot plot() {
    return new XyPlot(
        axis.plot(),
        PlotAxis.of(losses.label(), losses.colors().range().padded(0.08)),
        List.of(
            Series.of("lowest of each value", Shape.LINE, Canvas.MUTED, 1, lowest()),
            losses.dots(this::place)),
        false);
  }

  private double place(int thing) {
    return axis.positions().get(thing).isNaN() ? Double.NaN : axis.plotted(thing);
  }

  /** On the plot's axis. */
  private Points lowest() {
    List<Double> places = IntStream.range(0, losses.size()).mapToObj(this::place).toList();
    Map<Double, Double> lowest = lowest(places, new TreeMap<>());
    return Points.of(
        lowest.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
        lowest.values().stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * The lowest loss of each value that a thing with a loss has.
   *
   * @param keys what the values of all things are called
   * @param lowest to be filled, in its order
   */
  private <K> Map<K, Double> lowest(List<K> keys, Map<K, Double> lowest) {
    for (int i = 0; i < losses.size(); i++) {
      if (!Double.isNaN(axis.positions().get(i)) && !Double.isNaN(losses.of(i))) {
        lowest.merge(keys.get(i), losses.of(i), Math::min);
      }
    }
    return lowest;
  }

  @Override
  public BufferedImage image() {
    LossColors colors = losses.colors();
    Range y = colors.range().padded(0.08);
    double left = Axes.left(y, HEIGHT, losses.label());
    Rectangle2D area = new Rectangle2D.Double(left, 34, WIDTH, HEIGHT);
    Axes axes = new Axes(area, new Range(0, 1), y);
    Canvas canvas = new Canvas(left + WIDTH + 16, 34 + HEIGHT + Axes.BOTTOM);
    axes.drawYGridLines(canvas);
    drawTicks(canvas, area);
    canvas.stroke(lowest(axes), Canvas.MUTED, 1.2);
    for (int i = 0; i < losses.size(); i++) {
      double position = axis.positions().get(i);
      if (!Double.isNaN(position) && !Double.isNaN(losses.of(i))) {
        double row = Math.max(area.getY() + 4, axes.row(losses.of(i)));
        canvas.fill(
            new Ellipse2D.Double(column(position, area) - 3.4, row - 3.4, 6.8, 6.8),
            colors.color(losses.of(i), 0.8));
      }
    }
    axes.drawY(canvas, losses.label());
    canvas.text(axis.name(), area.getCenterX(), 20, Anchor.CENTRE, TextStyle.TITLE);
    return canvas.finish();
  }

  private Path2D lowest(Axes axes) {
    Map<Double, Double> lowest = lowest(axis.positions(), new TreeMap<>());
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
