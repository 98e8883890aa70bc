package normflow.train;

import java.util.List;

/**
 * Where a partition got to in a round of {@link LocalSteps}, or the average over partitions.
 *
 * @param rows that its updates are made of, its weight in the average
 * @param loss summed -log p of these rows, each before the update that it led to
 * @param updates steps that changed the parameters; of an average the most of a partition
 * @param skipped steps whose gradient was not finite
 * @param gradientNorm of the last mean gradient, before clipping; of an average the greatest
 * @param parameters the flat vector after the round
 * @param optimizerState the optimiser's state after the round
 */
public record LocalResult(
    long rows,
    double loss,
    int updates,
    int skipped,
    double gradientNorm,
    float[] parameters,
    float[] optimizerState) {

  /** Whether there were rows, and not one finite gradient. */
  boolean isLost() {
    return rows == 0 && skipped > 0;
  }

  /** Whether training can go on from here. */
  boolean isFinite() {
    return Double.isFinite(loss) && isFinite(parameters) && isFinite(optimizerState);
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The average of parameters and state, weighted by rows and added in this order.
   *
   * @param parts of all partitions, at least one; without any rows the vectors are not numbers
   */
  static LocalResult average(List<LocalResult> parts) {
    long rows = 0;
    double loss = 0;
    int updates = 0;
    int skipped = 0;
    double norm = Double.NaN;
    for (LocalResult part : parts) {
      rows += part.rows;
      loss += part.loss;
      updates = Math.max(updates, part.updates);
      skipped += part.skipped;
      // What is not a number is not greater: a partition without rows has no norm.
      norm = norm > part.gradientNorm || Double.isNaN(part.gradientNorm) ? norm : part.gradientNorm;
    }
    double[] parameters = new double[parts.get(0).parameters.length];
    double[] state = new double[parts.get(0).optimizerState.length];
    for (LocalResult part : parts) {
      // Zero times a value that is not finite would be no number.
      if (part.rows > 0) {
        add(parameters, part.parameters, part.rows);
        add(state, part.optimizerState, part.rows);
      }
    }
    return new LocalResult(
        rows, loss, updates, skipped, norm, divided(parameters, rows), divided(state, rows));
  }

  private static void add(double[] sum, float[] values, long weight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += (double) weight * values[i];
    }
  }

  private static float[] divided(double[] sum, long weight) {
    float[] values = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      values[i] = (float) (sum[i] / weight);
    }
    return values;
  }
}
