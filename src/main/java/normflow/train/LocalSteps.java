package normflow.train;

import normflow.engine.GradientSum;
import normflow.flow.Flow;

/**
 * A round of steps that every partition takes by itself, from common parameters and a common state
 * of the optimiser.
 *
 * <p>"Local SGD Converges Fast and Communicates Little" (Stich, 2019); here the optimiser's state
 * is averaged with the parameters.
 *
 * @param step the first, from 0 on
 * @param count number of steps
 * @param updates of the optimiser before the round
 * @param parameters the flat vector, running statistics included
 * @param optimizerState the optimiser's state
 */
public record LocalSteps(
    long step, int count, long updates, float[] parameters, float[] optimizerState) {

  /** The rows of one partition. */
  @FunctionalInterface
  public interface Share {
    /** The summed gradient over the partition's share of the mini-batch of a step. */
    GradientSum gradient(long step, float[] parameters);
  }

  /**
   * Takes the steps on one partition; those without rows or without a finite gradient change
   * nothing.
   *
   * @param rows of all partitions
   */
  public LocalResult take(Flow flow, TrainingConfig config, long rows, Share share) {
    float[] values = parameters.clone();
    float[] state = optimizerState.clone();
    long taken = 0;
    double loss = 0;
    int applied = 0;
    int skipped = 0;
    double norm = Double.NaN;
    UpdateRule rule = new UpdateRule(flow, config, config.totalSteps(rows));
    for (long at = step; at < step + count; at++) {
      GradientSum sum = share.gradient(at, values);
      if (sum.rows() == 0) {
        continue;
      }
      UpdateRule.Outcome outcome = rule.apply(values, state, updates + applied, at, sum);
      norm = outcome.norm();
      if (outcome.applied()) {
        applied++;
        taken += sum.rows();
        loss += sum.loss();
      } else {
        skipped++;
      }
    }
    return new LocalResult(taken, loss, applied, skipped, norm, values, state);
  }
}
