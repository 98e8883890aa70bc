package normflow.report.chart;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * A bar for each of several names, from zero to its value, and how sure that is.
 *
 * @param label of the values, with their unit
 * @param bars from the first at the top
 */
public record ErrorBars(String label, List<Bar> bars) implements Chart {

  /**
   * A bar.
   *
   * @param spread on both sides of the value; 0 for none
   */
  public record Bar(String name, double value, double spread) {
    /** The name, cut where there is no room for it. */
    String shown() {
      return name.codePointCount(0, name.length()) <= MOST
          ? name
          : name.substring(0, name.offsetByCodePoints(0, MOST - 1)) + "\u2026";
    }
  }

  private static final int MOST = 32;

  private static final Color FILL = new Color(0xA98BB8);
  private static final double WIDTH = 460;
  private static final double ROW = 26;

  public ErrorBars {
    bars = List.copyOf(bars);
  }

  @Override
  public BufferedImage image() {
    double names =
        bars.stream().mapToDouble(bar -> TextStyle.TICK.width(bar.shown())).max().orElse(0);
    double left = Math.ceil(names + 20);
    double height = ROW * bars.size();
    Rectangle2D area = new Rectangle2D.Double(left, 12, WIDTH, height);
    Axes axes = new Axes(area, range(), new Range(0, bars.size()));
    Canvas canvas = new Canvas(left + WIDTH + 16, 12 + height + Axes.BOTTOM);
    double zero = axes.column(0);
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double top = area.getY() + i * ROW;
      double end = axes.column(bar.value);
      canvas.fill(
          new Rectangle2D.Double(Math.min(zero, end), top + 4, Math.abs(end - zero), ROW - 8),
          FILL);
      double middle = top + ROW / 2;
      if (bar.spread > 0) {
        double low = axes.column(bar.value - bar.spread);
        canvas.line(low, middle, axes.column(bar.value + bar.spread), middle, Canvas.INK);
      }
      double baseline = middle + TextStyle.TICK.halfHeight();
      canvas.text(bar.shown(), left - 10, baseline, Anchor.RIGHT, TextStyle.TICK);
    }
    canvas.line(zero, area.getY(), zero, area.getMaxY(), Canvas.INK);
    axes.drawX(canvas, label);
    return canvas.finish();
  }

  private Range range() {
    double[] ends =
        bars.stream()
            .flatMap(bar -> List.of(bar.value - bar.spread, bar.value + bar.spread, 0.0).stream())
            .mapToDouble(Double::doubleValue)
            .toArray();
    Range all = Range.of(ends);
    double room = 0.04 * all.width();
    return new Range(all.low() < 0 ? all.low() - room : 0, all.high() > 0 ? all.high() + room : 0);
  }

  @Override
  public Plot plot() {
    double[] places = IntStream.range(0, bars.size()).mapToDouble(i -> i).toArray();
    double[] values = bars.stream().mapToDouble(Bar::value).toArray();
    return new XyPlot(
        PlotAxis.of(label, range()),
        PlotAxis.ofNames("", bars.stream().map(Bar::name).toList()),
        List.of(
            Series.of(label, Shape.BARS, FILL, 1, Points.of(values, places))
                .withSpread(bars.stream().mapToDouble(Bar::spread).toArray())),
        false);
  }

  @Override
  public String words() {
    return bars.stream()
        .map(
            bar ->
                bar.name
                    + " "
                    + Numbers.nats(bar.value)
                    + (bar.spread > 0
                        ? " " + Numbers.plusMinus(OptionalDouble.of(bar.spread))
                        : ""))
        .collect(Collectors.joining(", ", label + ": ", ""));
  }
}
