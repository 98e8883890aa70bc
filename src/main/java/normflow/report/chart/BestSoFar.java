package normflow.report.chart;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import normflow.report.color.LossColors;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Labels;
import normflow.report.draw.Points;
import normflow.report.draw.Range;
import normflow.report.plot.Plot;
import normflow.report.plot.PlotAxis;
import normflow.report.plot.Series;
import normflow.report.plot.Series.Shape;
import normflow.report.plot.XyPlot;
import normflow.text.Numbers;

/**
 * Losses one after the other, and the lowest up to each. The highest quarter may lie above the
 * picture.
 *
 * @param labels of the picture
 * @param numbers of the things, ascending
 * @param losses of the things, in that order
 */
public record BestSoFar(Labels labels, double[] numbers, Losses losses) implements Chart {

  private static final double WIDTH = 760;
  private static final double HEIGHT = 220;
  private static final Color LINE = new Color(0x721F81);

  public BestSoFar {
    if (numbers.length == 0 || numbers.length != losses.size()) {
      throw new IllegalArgumentException(
          numbers.length + " numbers and " + losses.size() + " losses: one for each, at least 1");
    }
  }

  /** A step down at each thing that is better than all before it. */
  private Points lowest() {
    List<double[]> corners = new ArrayList<>();
    double best = losses.of(0);
    corners.add(new double[] {numbers[0], best});
    for (int i = 1; i < numbers.length; i++) {
      if (losses.of(i) < best) {
        corners.add(new double[] {numbers[i], best});
        best = losses.of(i);
        corners.add(new double[] {numbers[i], best});
      }
    }
    corners.add(new double[] {numbers[numbers.length - 1], best});
    return Points.ofRows(corners.toArray(double[][]::new));
  }

  @Override
  public BufferedImage image() {
    LossColors colors = losses.colors();
    Range y = colors.range().padded(0.08);
    double left = Axes.left(y, HEIGHT, labels.y());
    Range x = Range.of(numbers).padded(0.02);
    Axes axes = new Axes(new Rectangle2D.Double(left, labels.top(), WIDTH, HEIGHT), x, y);
    Canvas canvas = new Canvas(left + WIDTH + 16, labels.top() + HEIGHT + Axes.BOTTOM);
    axes.drawGridLines(canvas);
    canvas.clip(axes.area());
    Path2D path = Curves.path(lowest(), axes);
    canvas.stroke(path, LINE, 1.6);
    canvas.unclip();
    for (int i = 0; i < numbers.length; i++) {
      double row = Math.max(axes.area().getY() + 4, axes.row(losses.of(i)));
      canvas.fill(
          new Ellipse2D.Double(axes.column(numbers[i]) - 3.4, row - 3.4, 6.8, 6.8),
          colors.color(losses.of(i), 0.85));
    }
    axes.draw(canvas, labels.x(), labels.y());
    return canvas.finish();
  }

  @Override
  public Plot plot() {
    List<Series> series =
        List.of(
            Series.of("best so far", Shape.LINE, LINE, 1.6, lowest()),
            losses.dots(i -> numbers[i]));
    return new XyPlot(
        PlotAxis.of(labels.x()),
        PlotAxis.of(labels.y(), losses.colors().range().padded(0.08)),
        series,
        false);
  }

  @Override
  public String words() {
    int best = losses.best();
    return Numbers.format(
        "%s by %s: the first has %s; the best of %d, %s, has %s; %d were better than all before.",
        labels.y(),
        labels.x(),
        Numbers.nats(losses.of(0)),
        losses.size(),
        losses.names().get(best),
        Numbers.nats(losses.of(best)),
        IntStream.range(1, numbers.length)
            .filter(i -> IntStream.range(0, i).allMatch(before -> losses.of(before) > losses.of(i)))
            .count());
  }
}
