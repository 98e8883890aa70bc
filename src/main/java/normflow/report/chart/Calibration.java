package normflow.report.chart;

import java.awt.Color;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Canvas.Anchor;
import normflow.report.draw.Canvas.TextStyle;
import normflow.report.draw.Range;
import normflow.text.Numbers;

/**
 * How the log-densities of data rank among those of a model's own samples: the share of the samples
 * that are less likely than a row. If the model is right these shares are uniform on [0, 1].
 *
 * <p>The distance is that of Kolmogorov and Smirnov between both sets: the largest difference of
 * their distribution functions. Uniform ranks are necessary and not sufficient: a model can be
 * wrong in where its density lies and right in how high it is.
 */
public final class Calibration {

  private static final int BINS = 20;
  private static final double WIDTH = 420;
  private static final double HEIGHT = 240;

  /** Two-sided 95 % of a normal distribution. */
  private static final double NORMAL_95 = 1.96;

  /** What √(n m / (n + m)) times the distance exceeds by chance in one of twenty cases. */
  private static final double KOLMOGOROV_95 = 1.358;

  private static final Color BAR = new Color(0xCBB4D4);
  private static final Color BAND = new Color(0xE4, 0xE7, 0xEB);
  private static final Color EDGE = new Color(0x721F81);

  private final double[] ranks;
  private final int samples;
  private final double distance;

  private Calibration(double[] ranks, int samples, double distance) {
    this.ranks = ranks;
    this.samples = samples;
    this.distance = distance;
  }

  /**
   * Ranks the log-densities of data among those of samples; what is not finite counts as the least.
   */
  public static Calibration of(double[] data, double[] samples) {
    if (data.length == 0 || samples.length == 0) {
      throw new IllegalArgumentException(
          data.length + " rows and " + samples.length + " samples: ranks need some of both");
    }
    double[] rows = sorted(data);
    double[] drawn = sorted(samples);
    double[] ranks = new double[rows.length];
    double distance = 0;
    int below = 0;
    for (int i = 0; i < rows.length; i++) {
      while (below < drawn.length && drawn[below] < rows[i]) {
        below++;
      }
      int equal = below;
      while (equal < drawn.length && drawn[equal] == rows[i]) {
        equal++;
      }
      ranks[i] = 0.5 * (below + equal) / drawn.length;
      double low = (double) below / drawn.length - (double) i / rows.length;
      double high = (double) (i + 1) / rows.length - (double) equal / drawn.length;
      distance = Math.max(distance, Math.max(low, high));
    }
    return new Calibration(ranks, drawn.length, distance);
  }

  private static double[] sorted(double[] values) {
    return Arrays.stream(values)
        .map(value -> Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value)
        .sorted()
        .toArray();
  }

  /** The largest difference of the two distribution functions, from 0 to 1. */
  public double distance() {
    return distance;
  }

  /** What the distance exceeds by chance in one of twenty right models. */
  public double chance() {
    double n = ranks.length;
    return KOLMOGOROV_95 * Math.sqrt((n + samples) / (n * samples));
  }

  /** Numbers of data rows and of samples. */
  public String sizes() {
    return Numbers.format("%,d rows, %,d samples", ranks.length, samples);
  }

  /** Shares of the data in equal parts of [0, 1], times the number of parts: 1 if uniform. */
  double[] histogram() {
    double[] heights = new double[BINS];
    for (double rank : ranks) {
      heights[Math.min(BINS - 1, (int) (rank * BINS))] += (double) BINS / ranks.length;
    }
    return heights;
  }

  /** How far a bar is off 1 by chance in one of twenty cases; the samples are as random as data. */
  double band() {
    double share = 1.0 / BINS;
    double inverse = 1.0 / ranks.length + 1.0 / samples;
    return BINS * NORMAL_95 * Math.sqrt(share * (1 - share) * inverse);
  }

  public BufferedImage image() {
    double[] heights = histogram();
    double most = Math.max(Arrays.stream(heights).max().orElseThrow(), 1 + band());
    Range x = new Range(0, 1);
    Range y = new Range(0, Math.max(1.5, 1.08 * most));
    String label = "frequency, 1 if calibrated";
    double left = Axes.left(y, HEIGHT, label);
    Axes axes = new Axes(new Rectangle2D.Double(left, 34, WIDTH, HEIGHT), x, y);
    Canvas canvas = new Canvas(Math.ceil(left + WIDTH + 16), 34 + HEIGHT + Axes.BOTTOM);
    canvas.fill(strip(axes, 1 - band(), 1 + band()), BAND);
    for (int i = 0; i < BINS; i++) {
      double column = axes.column((double) i / BINS);
      double row = axes.row(heights[i]);
      Rectangle2D bar =
          new Rectangle2D.Double(column, row, WIDTH / BINS, axes.area().getMaxY() - row);
      canvas.fill(bar, BAR);
      canvas.frame(bar, EDGE, 0.7);
    }
    // Over the bars too: what counts is whether they end inside.
    for (double edge : new double[] {1 - band(), 1 + band()}) {
      canvas.stroke(line(axes, edge), Canvas.MUTED, 1, 3, 3);
    }
    canvas.stroke(line(axes, 1), Canvas.INK, 1.2);
    axes.draw(canvas, "share of the model's samples that are less likely", label);
    String title = Numbers.format("Kolmogorov–Smirnov distance %.4f", distance);
    canvas.text(title, axes.area().getCenterX(), 22, Anchor.CENTRE, TextStyle.TITLE);
    return canvas.finish();
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
