package normflow.report.chart;

import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import normflow.report.color.LossColors;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Labels;
import normflow.report.draw.Points;
import normflow.report.draw.Range;

/**
 * Many curves over training steps, coloured by the loss that they end with, the lowest on top and
 * bold. The highest tenth of the values may lie above the picture.
 *
 * @param labels of the picture
 * @param curves at least one
 * @param losses that they are coloured by, one a curve
 * @param lossLabel of the losses, with their unit
 */
public record CurveBundle(
    Labels labels, List<Points> curves, List<Double> losses, String lossLabel) {

  private static final double WIDTH = 760;
  private static final double HEIGHT = 320;

  public CurveBundle {
    curves = List.copyOf(curves);
    losses = List.copyOf(losses);
    if (curves.isEmpty() || curves.size() != losses.size()) {
      throw new IllegalArgumentException(
          curves.size()
              + " curves and "
              + losses.size()
              + " losses: give one for each, at least 1");
    }
  }

  public BufferedImage image() {
    LossColors colors = LossColors.of(losses.stream().mapToDouble(Double::doubleValue).toArray());
    Range y = yRange();
    double left = Axes.left(y, HEIGHT, labels.y());
    Axes axes = new Axes(new Rectangle2D.Double(left, labels.top(), WIDTH, HEIGHT), xRange(), y);
    Canvas canvas =
        new Canvas(Math.ceil(left + WIDTH + LossColors.RIGHT), labels.top() + HEIGHT + Axes.BOTTOM);
    axes.drawGridLines(canvas);
    canvas.clip(axes.area());
    List<Integer> order =
        IntStream.range(0, curves.size())
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -losses.get(i)))
            .toList();
    for (int i : order) {
      boolean best = i == order.get(order.size() - 1);
      Path2D path = Curves.path(curves.get(i), axes);
      canvas.stroke(path, colors.color(losses.get(i), best ? 1 : 0.6), best ? 2.6 : 1);
    }
    canvas.unclip();
    axes.draw(canvas, labels.x(), labels.y());
    labels.drawTitle(canvas, axes, 12);
    colors.drawBar(canvas, axes.area(), lossLabel);
    return canvas.finish();
  }

  private Range xRange() {
    return curves.stream().map(points -> points.xRange(0)).reduce(Range::union).orElseThrow();
  }

  private Range yRange() {
    double[] values =
        curves.stream()
            .flatMapToDouble(points -> IntStream.range(0, points.size()).mapToDouble(points::y))
            .toArray();
    Range all = Range.of(values);
    double high = Range.quantiles(0.1, values).high();
    return (high > all.low() ? new Range(all.low(), high) : all).padded(0.05);
  }
}
