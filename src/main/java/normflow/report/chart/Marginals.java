package normflow.report.chart;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Canvas.Anchor;
import normflow.report.draw.Canvas.TextStyle;
import normflow.report.draw.Histogram;
import normflow.report.draw.Range;

/**
 * The distribution of every column by itself: data as an area, samples as a line over it.
 *
 * @param columns their names; at most {@link #MOST} are drawn
 * @param data rows of these columns
 * @param samples rows of these columns
 */
public record Marginals(List<String> columns, double[][] data, double[][] samples) {

  /** More would be a page of its own. */
  public static final int MOST = 24;

  static final Color DATA_AREA = new Color(0xB9D9EE);
  static final Color DATA_LINE = new Color(0x0072B2);
  static final Color SAMPLES_LINE = new Color(0xC2500A);

  private static final int BINS = 40;
  private static final double TAIL = 0.002;
  private static final double WIDTH = 190;
  private static final double HEIGHT = 110;
  private static final double GAP = 22;
  private static final double TOP = 34;
  private static final int ACROSS = 4;

  public Marginals {
    columns = List.copyOf(columns);
  }

  public BufferedImage image() {
    int count = Math.min(MOST, columns.size());
    int across = Math.min(ACROSS, count);
    int down = (count + across - 1) / across;
    double width = count == 1 ? 2.4 * WIDTH : WIDTH;
    double height = count == 1 ? 2 * HEIGHT : HEIGHT;
    double stepY = height + Axes.BOTTOM + 8;
    Canvas canvas = new Canvas(across * (width + GAP) + GAP, TOP + down * stepY);
    key(canvas, GAP, 18);
    for (int i = 0; i < count; i++) {
      double left = GAP + i % across * (width + GAP);
      double top = TOP + Math.floorDiv(i, across) * stepY;
      Axes axes = axes(left, top, width, height, column(data, i), column(samples, i));
      draw(canvas, axes, column(data, i), column(samples, i));
      axes.drawX(canvas, columns.get(i));
    }
    return canvas.finish();
  }

  static double[] column(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
  }

  static Range range(double[] data) {
    return Range.quantiles(TAIL, data).padded(0.06);
  }

  /** Axes in which both distributions have room. */
  static Axes axes(
      double left, double top, double width, double height, double[] data, double[] samples) {
    Range x = range(data);
    double peak =
        Math.max(Histogram.of(data, x, BINS).peak(), Histogram.of(samples, x, BINS).peak());
    return new Axes(new Rectangle2D.Double(left, top, width, height), x, new Range(0, 1.08 * peak));
  }

  static void draw(Canvas canvas, Axes axes, double[] data, double[] samples) {
    Histogram ofData = Histogram.of(data, axes.x(), BINS);
    canvas.clip(axes.area());
    canvas.fill(ofData.outline(axes), DATA_AREA);
    canvas.stroke(ofData.outline(axes), DATA_LINE, 0.8);
    canvas.stroke(Histogram.of(samples, axes.x(), BINS).outline(axes), SAMPLES_LINE, 1.4);
    canvas.unclip();
  }

  /** Which is which. */
  static void key(Canvas canvas, double left, double row) {
    Rectangle2D area = new Rectangle2D.Double(left, row - 6, 20, 12);
    canvas.fill(area, DATA_AREA);
    canvas.stroke(area, DATA_LINE, 0.8);
    double baseline = row + TextStyle.LABEL.halfHeight();
    canvas.text("data", left + 26, baseline, Anchor.LEFT, TextStyle.LABEL);
    double second = left + 26 + TextStyle.LABEL.width("data") + 20;
    canvas.stroke(new java.awt.geom.Line2D.Double(second, row, second + 20, row), SAMPLES_LINE, 2);
    canvas.text("samples of the model", second + 26, baseline, Anchor.LEFT, TextStyle.LABEL);
  }
}
