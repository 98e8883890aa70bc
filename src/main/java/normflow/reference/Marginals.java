package normflow.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import normflow.layer.NormalScores;
import normflow.layer.ScorePoints;
import org.apache.commons.math3.distribution.NormalDistribution;

/** Makes the map that gives each column nearly the distribution N(0, 1). */
public final class Marginals {

  /** Pieces of a column's map. */
  private static final int BINS = 32;

  /** Rows on each side that are beyond the points: single ones say little of where a tail goes. */
  private static final double ROWS_BEYOND = 3;

  /** The share of the rows beyond them where there are many. */
  private static final double SHARE_BEYOND = 0.001;

  /** Points are farther from each other than this share of the distance between the outer ones. */
  private static final double NEAREST = 1e-5;

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private Marginals() {}

  /** A point of a map. */
  private record Point(double value, double score) {}

  /**
   * The map.
   *
   * @param dim columns, the first ones
   * @param sample of the training rows, at least one
   */
  public static NormalScores of(int dim, List<float[]> sample) {
    return new NormalScores(
        IntStream.range(0, dim)
            .mapToObj(column -> sample.stream().mapToDouble(row -> row[column]).sorted().toArray())
            .map(Marginals::points)
            .toList());
  }

  private static ScorePoints points(double[] sorted) {
    List<Point> points = merged(quantiles(sorted));
    while (points.size() < BINS + 1) {
      divideLongest(points);
    }
    return new ScorePoints(
        points.stream().map(Point::value).toList(),
        points.stream().map(Point::score).toList(),
        slopes(points));
  }

  /** Values at scores of even distances. */
  private static List<Point> quantiles(double[] sorted) {
    int rows = sorted.length;
    double outer = Math.min(0.25, Math.max(SHARE_BEYOND, ROWS_BEYOND / rows));
    double last = -NORMAL.inverseCumulativeProbability(outer);
    return IntStream.rangeClosed(0, BINS)
        .mapToDouble(i -> last * (2.0 * i / BINS - 1))
        .mapToObj(score -> new Point(quantile(sorted, NORMAL.cumulativeProbability(score)), score))
        .toList();
  }

  /** The value that a share of the rows is below; the i-th of n rows stands for (i + 1/2) / n. */
  private static double quantile(double[] sorted, double share) {
    double place = Math.max(0, Math.min(sorted.length - 1.0, share * sorted.length - 0.5));
    int low = (int) place;
    int high = Math.min(sorted.length - 1, low + 1);
    return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
  }

  /**
   * Points that are too near to each other as one, at the least of their values and the middle of
   * their scores. So a value that many rows have goes to the middle of the scores that these take,
   * and the map has no step there.
   */
  private static List<Point> merged(List<Point> quantiles) {
    double range = quantiles.get(quantiles.size() - 1).value - quantiles.get(0).value;
    double nearest = NEAREST * range;
    List<Point> points = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= quantiles.size(); i++) {
      if (i == quantiles.size() || quantiles.get(i).value - quantiles.get(first).value > nearest) {
        List<Point> near = quantiles.subList(first, i);
        double score = near.stream().mapToDouble(Point::score).average().orElseThrow();
        points.add(new Point(near.get(0).value, score));
        first = i;
      }
    }
    if (points.size() == 1) {
      // A column of one value, about which nothing is known.
      Point only = points.get(0);
      points.add(0, new Point(only.value - 1, only.score - 1));
      points.add(new Point(only.value + 1, only.score + 1));
    }
    return points;
  }

  private static void divideLongest(List<Point> points) {
    int longest =
        Collections.max(
            IntStream.range(1, points.size()).boxed().toList(),
            (a, b) -> Double.compare(width(points, a), width(points, b)));
    Point left = points.get(longest - 1);
    Point right = points.get(longest);
    points.add(longest, new Point((left.value + right.value) / 2, (left.score + right.score) / 2));
  }

  private static double width(List<Point> points, int right) {
    return points.get(right).value - points.get(right - 1).value;
  }

  /**
   * At an inner point the harmonic mean of the slopes of both sides, weighted by the other's width;
   * at the ends that of the outer piece ("A Method for Constructing Local Monotone Piecewise Cubic
   * Interpolants", Fritsch, Butland, 1984).
   */
  private static List<Double> slopes(List<Point> points) {
    int bins = points.size() - 1;
    double[] widths = new double[bins];
    double[] secants = new double[bins];
    for (int i = 0; i < bins; i++) {
      widths[i] = width(points, i + 1);
      secants[i] = (points.get(i + 1).score - points.get(i).score) / widths[i];
    }
    double[] slopes = new double[bins + 1];
    slopes[0] = secants[0];
    slopes[bins] = secants[bins - 1];
    for (int i = 1; i < bins; i++) {
      double right = (widths[i - 1] + 2 * widths[i]) / (3 * (widths[i - 1] + widths[i]));
      slopes[i] = 1 / (right / secants[i] + (1 - right) / secants[i - 1]);
    }
    return Arrays.stream(slopes).boxed().toList();
  }
}
