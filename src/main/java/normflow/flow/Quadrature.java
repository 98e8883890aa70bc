package normflow.flow;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Integrals over the probabilities from 0 to 1, such as the mean, ∫ q(p) dp of the quantiles q.
 *
 * <p>The midpoint rule after p = t³ (10 - 15 t + 6 t²), whose slope is 0 at both ends, where
 * quantiles may go to infinity. With {@link #STANDARD} the standard deviation of a normal
 * distribution is off by 2e-5 of itself, the mean of a log-normal one by 1e-4.
 */
public final class Quadrature {

  /** 64 points, the first and last at 5e-6 and 1 - 5e-6. */
  public static final Quadrature STANDARD = new Quadrature(64);

  private final double[] probabilities;
  private final double[] weights;

  Quadrature(int points) {
    double[] middles = IntStream.range(0, points).mapToDouble(i -> (i + 0.5) / points).toArray();
    probabilities =
        Arrays.stream(middles).map(t -> t * t * t * (10 - 15 * t + 6 * t * t)).toArray();
    double[] slopes = Arrays.stream(middles).map(t -> t * t * (1 - t) * (1 - t)).toArray();
    double sum = Arrays.stream(slopes).sum();
    weights = Arrays.stream(slopes).map(slope -> slope / sum).toArray();
  }

  /** Where quantiles are taken, ascending. */
  public double[] probabilities() {
    return probabilities.clone();
  }

  /** ∫ q(p) dp, from the quantiles. */
  public double mean(double[] quantiles) {
    double mean = 0;
    for (int i = 0; i < weights.length; i++) {
      mean += weights[i] * quantiles[i];
    }
    return mean;
  }

  /**
   * The continuous ranked probability score of a distribution F where {@code y} is found, ∫ (F(x) -
   * [y ≤ x])² dx = 2 ∫ ([q(p) > y] - p) (q(p) - y) dp, in the units of y; the less the better.
   *
   * <p>"Strictly Proper Scoring Rules, Prediction, and Estimation" (Gneiting, Raftery, 2007).
   */
  public double crps(double[] quantiles, double y) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double over = quantiles[i] - y;
      sum += weights[i] * ((over > 0 ? 1 : 0) - probabilities[i]) * over;
    }
    return 2 * sum;
  }
}
