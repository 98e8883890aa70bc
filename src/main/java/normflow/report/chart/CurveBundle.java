package normflow.report.chart;

import java.awt.Color;
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
 * Many curves over training steps, coloured by the loss that they end with, the lowest on top and
 * bold. The picture reaches as high as the better half of them, without the highest tenth of their
 * values.
 *
 * @param labels of the picture
 * @param curves at least one
 * @param losses that they are coloured by, one a curve
 */
public record CurveBundle(Labels labels, List<Points> curves, Losses losses) implements Chart {

  private static final double WIDTH = 760;
  private static final double HEIGHT = 320;

  public CurveBundle {
    curves = List.copyOf(curves);
    if (curves.isEmpty() || curves.size() != losses.size()) {
      throw new IllegalArgumentException(
          curves.size()
              + " curves and "
              + losses.size()
              + " losses: give one for each, at least 1");
    }
  }

  @Override
  public BufferedImage image() {
    LossColors colors = losses.colors();
    Range y = yRange();
    double left = Axes.left(y, HEIGHT, labels.y());
    Axes axes = new Axes(new Rectangle2D.Double(left, labels.top(), WIDTH, HEIGHT), xRange(), y);
    Canvas canvas =
        new Canvas(Math.ceil(left + WIDTH + LossColors.RIGHT), labels.top() + HEIGHT + Axes.BOTTOM);
    axes.drawGridLines(canvas);
    canvas.clip(axes.area());
    List<Integer> order = losses.worstFirst();
    for (int i : order) {
      boolean best = i == order.get(order.size() - 1);
      Path2D path = Curves.path(curves.get(i), axes);
      canvas.stroke(path, colors.color(losses.of(i), best ? 1 : 0.6), best ? 2.6 : 1);
    }
    canvas.unclip();
    axes.draw(canvas, labels.x(), labels.y());
    labels.drawTitle(canvas, axes, 12);
    colors.drawBar(canvas, axes.area(), losses.label());
    return LossColors.palette().reduce(canvas.finish());
  }

  @Override
  public String words() {
    int best = losses.best();
    Points curve = curves.get(best);
    return Numbers.format(
        "%s over %s of %d trials; the best, %s, from %s to %s.",
        losses.label(),
        labels.x(),
        losses.size(),
        losses.names().get(best),
        Numbers.nats(curve.y(0)),
        Numbers.nats(curve.y(curve.size() - 1)));
  }

  @Override
  public Plot plot() {
    LossColors colors = losses.colors();
    List<Integer> order = losses.worstFirst();
    List<Series> series = new ArrayList<>();
    for (int i : order) {
      boolean best = i == order.get(order.size() - 1);
      Color color = colors.color(losses.of(i), best ? 1 : 0.6);
      series.add(
          Series.of(losses.names().get(i), Shape.LINE, color, best ? 2.6 : 1.2, curves.get(i))
              .withLinks(List.of(losses.links().get(i))));
    }
    return new XyPlot(PlotAxis.of(labels.x()), PlotAxis.of(labels.y(), yRange()), series, false);
  }

  private Range xRange() {
    return curves.stream().map(points -> points.xRange(0)).reduce(Range::union).orElseThrow();
  }

  /** Of the better half of the curves: one that diverges would press all others flat. */
  private Range yRange() {
    List<Integer> order = losses.worstFirst();
    double[] values =
        order.subList(order.size() / 2, order.size()).stream()
            .map(curves::get)
            .flatMapToDouble(points -> IntStream.range(0, points.size()).mapToDouble(points::y))
            .filter(Double::isFinite)
            .toArray();
    Range all = Range.of(values);
    double high = Range.quantiles(0.1, values).high();
    return (high > all.low() ? new Range(all.low(), high) : all).padded(0.05);
  }
}
