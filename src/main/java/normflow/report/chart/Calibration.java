package normflow.report.chart;

import java.util.Arrays;
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

  /** What √(n m / (n + m)) times the distance exceeds by chance in one of twenty cases. */
  private static final double KOLMOGOROV_95 = 1.358;

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
    return ShareBars.band(BINS, 1.0 / ranks.length + 1.0 / samples);
  }

  /** The shares as bars. */
  public ShareBars bars() {
    return new ShareBars(
        Numbers.format("Kolmogorov–Smirnov distance %.4f", distance),
        "share of the model's samples that are less likely",
        histogram(),
        band());
  }
}
