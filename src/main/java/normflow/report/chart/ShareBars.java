package normflow.report.chart;

import java.awt.Color;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Labels;
import normflow.report.draw.Points;
import normflow.report.draw.Range;
import normflow.report.plot.Plot;
import normflow.report.plot.PlotAxis;
import normflow.report.plot.Series;
import normflow.report.plot.XyPlot;
import normflow.text.Numbers;

/**
 * Shares of something in equal parts of [0, 1] as bars, times the number of parts: 1 each if it is
 * uniform, which is what calibration means, and a band for what chance allows.
 *
 * @param title of the picture
 * @param label of [0, 1]
 * @param heights of the bars
 * @param band how far a bar of calibrated shares is off 1 by chance
 */
public record ShareBars(String title, String label, double[] heights, double band)
    implements Chart {

  static final Color BAR = new Color(0xCBB4D4);
  private static final Color BAND = new Color(0xE4, 0xE7, 0xEB);
  private static final Color EDGE = new Color(0x721F81);
  private static final double WIDTH = 420;
  private static final double HEIGHT = 240;

  /** Two-sided 95 % of a normal distribution. */
  private static final double NORMAL_95 = 1.96;

  /**
   * Bars of shares, with a band that holds 19 of 20 of them where they are calibrated.
   *
   * @param shares of {@code rows}, that come to 1
   * @param rows independent of each other
   */
  public static ShareBars of(String title, String label, List<Double> shares, long rows) {
    int bars = shares.size();
    double[] heights = shares.stream().mapToDouble(share -> bars * share).toArray();
    return new ShareBars(title, label, heights, band(bars, 1.0 / rows));
  }

  /**
   * How far a bar is off 1 by chance in one of twenty cases.
   *
   * @param inverse of the number of rows
   */
  static double band(int bars, double inverse) {
    double share = 1.0 / bars;
    return bars * NORMAL_95 * Math.sqrt(share * (1 - share) * inverse);
  }

  @Override
  public BufferedImage image() {
    Range x = new Range(0, 1);
    Range y = new Range(0, most());
    Labels labels = new Labels(title, label, "frequency, 1 if calibrated");
    double left = Axes.left(y, HEIGHT, labels.y());
    Axes axes = new Axes(new Rectangle2D.Double(left, labels.top(), WIDTH, HEIGHT), x, y);
    Canvas canvas = new Canvas(Math.ceil(left + WIDTH + 16), labels.top() + HEIGHT + Axes.BOTTOM);
    canvas.fill(strip(axes, 1 - band, 1 + band), BAND);
    for (int i = 0; i < heights.length; i++) {
      double column = axes.column((double) i / heights.length);
      double row = axes.row(heights[i]);
      Rectangle2D bar =
          new Rectangle2D.Double(column, row, WIDTH / heights.length, axes.area().getMaxY() - row);
      canvas.fill(bar, BAR);
      canvas.frame(bar, EDGE, 0.7);
    }
    // Over the bars too: what counts is whether they end inside.
    for (double edge : new double[] {1 - band, 1 + band}) {
      canvas.stroke(line(axes, edge), Canvas.MUTED, 1, 3, 3);
    }
    canvas.stroke(line(axes, 1), Canvas.INK, 1.2);
    axes.draw(canvas, labels.x(), labels.y());
    labels.drawTitle(canvas, axes, 12);
    return canvas.finish();
  }

  @Override
  public String words() {
    return Numbers.format(
        "%s. %d bars from %.2f to %.2f; calibrated they are 1, by chance from %.2f to %.2f.",
        title,
        heights.length,
        Arrays.stream(heights).min().orElseThrow(),
        Arrays.stream(heights).max().orElseThrow(),
        1 - band,
        1 + band);
  }

  @Override
  public Plot plot() {
    int bars = heights.length;
    double[] places = IntStream.range(0, bars).mapToDouble(i -> i).toArray();
    List<String> parts =
        IntStream.range(0, bars)
            .mapToObj(
                i -> Numbers.format("%.2f to %.2f", (double) i / bars, (double) (i + 1) / bars))
            .toList();
    return new XyPlot(
        PlotAxis.ofNames(label, parts),
        PlotAxis.of("frequency, 1 if calibrated", new Range(0, most())),
        List.of(Series.of(title, Series.Shape.BARS, BAR.darker(), 1, Points.of(places, heights))),
        false,
        List.of(new XyPlot.Line("1", 1)),
        List.of(),
        List.of(new XyPlot.Band(Math.max(0, 1 - band), 1 + band)));
  }

  private double most() {
    return Math.max(1.5, 1.08 * Math.max(Arrays.stream(heights).max().orElseThrow(), 1 + band));
  }

  private static Rectangle2D strip(Axes axes, double low, double high) {
    double top = axes.row(high);
    return new Rectangle2D.Double(
        axes.area().getX(), top, axes.area().getWidth(), axes.row(Math.max(0, low)) - top);
  }

  private static Line2D line(Axes axes, double value) {
    double row = axes.row(Math.max(0, value));
    return new Line2D.Double(axes.area().getX(), row, axes.area().getMaxX(), row);
  }
}
