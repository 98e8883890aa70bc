package normflow.engine;

import java.io.Serializable;

/**
 * The negative log-likelihood of some rows and its gradient, summed over the rows.
 *
 * @param rows number of rows
 * @param loss Σ -log p, in nats
 * @param gradient Σ ∂(-log p)/∂θ over the trained parameters
 * @param statistics moments of the columns that normalising layers saw, in the order of the layers
 */
public record GradientSum(long rows, double loss, float[] gradient, Moments statistics)
    implements Serializable {

  /** The sum over no rows. */
  public static GradientSum empty(int trained, int columns) {
    return new GradientSum(0, 0, new float[trained], Moments.empty(columns));
  }

  /** The sum over these rows and the other's, in this order: float sums depend on it. */
  public GradientSum plus(GradientSum other) {
    float[] sum = new float[gradient.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = gradient[i] + other.gradient[i];
    }
    return new GradientSum(
        rows + other.rows, loss + other.loss, sum, statistics.merge(other.statistics));
  }
}
