package normflow.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;
import normflow.reference.ReferenceLine.Component;

/**
 * A mixture of Gaussians by EM from one start by k-means++ ("k-means++: the advantages of careful
 * seeding" (Arthur, Vassilvitskii, 2007)).
 *
 * <p>The covariance of a component is shrunk towards that of all rows, as in "Regularized
 * discriminant analysis" (Friedman, 1989): none is singular, none fitted to single rows.
 */
final class ExpectationMaximization {

  private static final int MOST_STEPS = 100;

  /** Candidates for each of the first centres. */
  private static final int DRAWS = 4;

  /** Nats a row: a step that gains less is the last. */
  private static final double TOLERANCE = 1e-4;

  private final List<float[]> rows;
  private final int width;
  private final double[][] pooled;
  private final double pooledRows;
  private final double[][] shares;

  /**
   * @param rows in standardised units
   * @param pooled covariance of all rows, its lower triangle; positive definite
   * @param pooledRows rows that it counts for
   */
  private ExpectationMaximization(
      List<float[]> rows, int components, double[][] pooled, double pooledRows) {
    this.rows = rows;
    this.width = pooled.length;
    this.pooled = pooled;
    this.pooledRows = pooledRows;
    this.shares = new double[components][rows.size()];
  }

  /** Fits so many components. */
  static List<Component> fit(
      List<float[]> rows, int components, double[][] pooled, double pooledRows) {
    ExpectationMaximization em = new ExpectationMaximization(rows, components, pooled, pooledRows);
    em.begin();
    List<Component> mixture = em.maximise();
    double before = Double.NEGATIVE_INFINITY;
    for (int step = 0; step < MOST_STEPS; step++) {
      double now = em.expect(new MixtureDensity(mixture, em.width, 0));
      if (now - before < TOLERANCE) {
        break;
      }
      before = now;
      mixture = em.maximise();
    }
    return mixture;
  }

  /**
   * Every row belongs to the nearest of as many rows that are chosen far from each other: each is
   * the one of some draws that leaves the least distances.
   */
  private void begin() {
    SplittableRandom random = Streams.stream(1, Purpose.REFERENCES);
    double[] nearest = new double[rows.size()];
    int[] owner = new int[rows.size()];
    Arrays.fill(nearest, 1);
    for (int c = 0; c < shares.length; c++) {
      double[] chosen = distances(draw(nearest, random));
      for (int other = 1; c > 0 && other < DRAWS; other++) {
        double[] drawn = distances(draw(nearest, random));
        chosen = left(nearest, drawn) < left(nearest, chosen) ? drawn : chosen;
      }
      for (int i = 0; i < owner.length; i++) {
        if (c == 0 || chosen[i] < nearest[i]) {
          nearest[i] = chosen[i];
          owner[i] = c;
        }
      }
    }
    for (int i = 0; i < owner.length; i++) {
      shares[owner[i]][i] = 1;
    }
  }

  private static double left(double[] nearest, double[] distances) {
    double sum = 0;
    for (int i = 0; i < nearest.length; i++) {
      sum += Math.min(nearest[i], distances[i]);
    }
    return sum;
  }

  private static int draw(double[] weights, SplittableRandom random) {
    double left = random.nextDouble() * Arrays.stream(weights).sum();
    for (int i = 0; i < weights.length; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }

  private double[] distances(int chosen) {
    double[] distances = new double[rows.size()];
    Arrays.setAll(distances, i -> distance(rows.get(i), rows.get(chosen)));
    return distances;
  }

  private double distance(float[] row, float[] other) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      double difference = (double) row[i] - other[i];
      sum += difference * difference;
    }
    return sum;
  }

  /** Shares of the components in each row; the mean log-likelihood. */
  private double expect(MixtureDensity density) {
    double sum = 0;
    for (int i = 0; i < rows.size(); i++) {
      double[] logs = density.jointly(rows.get(i), 0);
      double all = MixtureDensity.logSum(logs);
      sum += all;
      for (int c = 0; c < logs.length; c++) {
        shares[c][i] = Math.exp(logs[c] - all);
      }
    }
    return sum / rows.size();
  }

  private List<Component> maximise() {
    List<Component> mixture = new ArrayList<>();
    for (double[] share : shares) {
      mixture.add(component(share));
    }
    return mixture;
  }

  private Component component(double[] share) {
    double count = Arrays.stream(share).sum();
    // Of no rows too: it stays near the mean of all.
    double held = count + 1.0 / shares.length;
    double[] mean = new double[width];
    for (int i = 0; i < share.length; i++) {
      for (int j = 0; j < width; j++) {
        mean[j] += share[i] * rows.get(i)[j] / Math.max(count, Double.MIN_NORMAL);
      }
    }
    return new Component(held / (rows.size() + 1), mean, covariance(share, count, mean));
  }

  private double[][] covariance(double[] share, double count, double[] mean) {
    double[][] covariance = RowMoments.triangle(width);
    double[] centred = new double[width];
    for (int row = 0; row < share.length; row++) {
      float[] values = rows.get(row);
      for (int i = 0; i < width; i++) {
        centred[i] = values[i] - mean[i];
      }
      for (int i = 0; i < width; i++) {
        double factor = share[row] * centred[i];
        double[] of = covariance[i];
        for (int j = 0; j <= i; j++) {
          of[j] += factor * centred[j];
        }
      }
    }
    for (int i = 0; i < width; i++) {
      for (int j = 0; j <= i; j++) {
        covariance[i][j] = (covariance[i][j] + pooledRows * pooled[i][j]) / (count + pooledRows);
      }
    }
    return covariance;
  }
}
