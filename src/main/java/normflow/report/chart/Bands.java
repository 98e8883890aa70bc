package normflow.report.chart;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Canvas.Anchor;
import normflow.report.draw.Canvas.TextStyle;
import normflow.report.draw.Dots;
import normflow.report.draw.Points;
import normflow.report.draw.Range;
import normflow.report.plot.Plot;
import normflow.report.plot.PlotAxis;
import normflow.report.plot.Series;
import normflow.report.plot.XyPlot;
import normflow.text.Numbers;

/**
 * What is predicted of rows beside what was found, a bar a row, ordered by the predicted median.
 *
 * @param column that is predicted
 * @param rows at least one
 */
public record Bands(String column, List<Row> rows) implements Chart {

  /** Of which the predictions are: 5%, 25%, 50%, 75% and 95%. */
  public static final List<Double> PROBABILITIES = List.of(0.05, 0.25, 0.5, 0.75, 0.95);

  private static final int MOST = 150;
  private static final double WIDTH = 560;
  private static final double HEIGHT = 300;
  private static final double TOP = 34;
  private static final Color OUTER = new Color(0xE9E0ED);
  private static final Color MEDIAN = new Color(0x721F81);
  private static final int OUTSIDE = 0xC2500A;
  private static final Color QUANTILE = new Color(0x8C5A99);
  private static final String ROWS = "rows, ordered by the predicted median";

  /**
   * A row.
   *
   * @param quantiles of {@link #PROBABILITIES}
   * @param found the truth
   */
  public record Row(double[] quantiles, double found) {
    boolean isOutside() {
      return found < quantiles[0] || found > quantiles[4];
    }
  }

  public Bands {
    rows = List.copyOf(rows);
  }

  /** Those that are drawn: at even distances in the order of their medians. */
  List<Row> shown() {
    List<Row> sorted =
        rows.stream().sorted(Comparator.comparingDouble(row -> row.quantiles[2])).toList();
    int count = Math.min(MOST, sorted.size());
    return IntStream.range(0, count)
        .mapToObj(i -> sorted.get((int) ((2L * i + 1) * sorted.size() / (2L * count))))
        .toList();
  }

  @Override
  public BufferedImage image() {
    List<Row> shown = shown();
    Range x = new Range(0, shown.size());
    Range y =
        Range.of(
                shown.stream()
                    .flatMapToDouble(
                        row ->
                            DoubleStream.concat(
                                DoubleStream.of(row.found), Arrays.stream(row.quantiles)))
                    .toArray())
            .padded(0.04);
    double left = Axes.left(y, HEIGHT, column);
    Axes axes = new Axes(new Rectangle2D.Double(left, TOP, WIDTH, HEIGHT), x, y);
    Canvas canvas = new Canvas(Math.ceil(left + WIDTH + 16), TOP + HEIGHT + Axes.BOTTOM);
    axes.drawYGridLines(canvas);
    for (int i = 0; i < shown.size(); i++) {
      double[] quantiles = shown.get(i).quantiles;
      canvas.fill(bar(axes, i, quantiles[0], quantiles[4]), OUTER);
      canvas.fill(bar(axes, i, quantiles[1], quantiles[3]), ShareBars.BAR);
      double row = axes.row(quantiles[2]);
      canvas.line(axes.column(i), row, axes.column(i + 1), row, MEDIAN);
    }
    Points found =
        Points.of(
            IntStream.range(0, shown.size()).mapToDouble(i -> i + 0.5).toArray(),
            shown.stream().mapToDouble(Row::found).toArray());
    Dots.round(canvas, axes, found, 2, 0.9, i -> color(shown.get(i).isOutside()));
    axes.draw(canvas, ROWS, column);
    key(canvas, left);
    return canvas.finish();
  }

  @Override
  public String words() {
    return Numbers.format(
        "Predictions of %s for %,d rows: %,d were found outside 5%% to 95%%.",
        column, rows.size(), rows.stream().filter(Row::isOutside).count());
  }

  @Override
  public Plot plot() {
    List<Row> shown = shown();
    double[] places = IntStream.range(0, shown.size()).mapToDouble(i -> i + 1).toArray();
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < PROBABILITIES.size(); i++) {
      int which = i;
      double[] values = shown.stream().mapToDouble(row -> row.quantiles[which]).toArray();
      boolean median = PROBABILITIES.get(i) == 0.5;
      series.add(
          Series.of(
              Numbers.format("%.0f%%", 100 * PROBABILITIES.get(i)),
              median ? Series.Shape.LINE : Series.Shape.DASHED,
              median ? MEDIAN : QUANTILE,
              median ? 2 : 1,
              Points.of(places, values)));
    }
    for (boolean outside : new boolean[] {false, true}) {
      int[] rows =
          IntStream.range(0, shown.size())
              .filter(i -> shown.get(i).isOutside() == outside)
              .toArray();
      if (rows.length > 0) {
        series.add(
            Series.of(
                outside ? "found outside 5% to 95%" : "found",
                Series.Shape.DOTS,
                new Color(color(outside)),
                6,
                Points.of(
                    IntStream.of(rows).mapToDouble(i -> places[i]).toArray(),
                    IntStream.of(rows).mapToDouble(i -> shown.get(i).found).toArray())));
      }
    }
    return new XyPlot(PlotAxis.of(ROWS), PlotAxis.of(column), series, true);
  }

  private static int color(boolean outside) {
    return outside ? OUTSIDE : Canvas.INK.getRGB() & 0xFFFFFF;
  }

  private static Rectangle2D bar(Axes axes, int place, double low, double high) {
    double start = axes.column(place + 0.1);
    double top = axes.row(high);
    return new Rectangle2D.Double(
        start, top, axes.column(place + 0.9) - start, axes.row(low) - top);
  }

  private static void key(Canvas canvas, double left) {
    double at = area(canvas, left, OUTER, "5% to 95%");
    at = area(canvas, at, ShareBars.BAR, "25% to 75%");
    canvas.line(at, 16, at + 16, 16, MEDIAN);
    at = named(canvas, at + 22, "median");
    for (boolean outside : new boolean[] {false, true}) {
      canvas.fill(new java.awt.geom.Ellipse2D.Double(at, 13, 6, 6), new Color(color(outside)));
      at = named(canvas, at + 12, outside ? "found outside 5% to 95%" : "found");
    }
  }

  private static double area(Canvas canvas, double at, Color color, String name) {
    canvas.fill(new Rectangle2D.Double(at, 10, 16, 12), color);
    return named(canvas, at + 22, name);
  }

  private static double named(Canvas canvas, double at, String name) {
    canvas.text(name, at, 16 + TextStyle.LABEL.halfHeight(), Anchor.LEFT, TextStyle.LABEL);
    return at + TextStyle.LABEL.width(name) + 18;
  }
}
