package normflow.train;

import java.io.Serializable;
import java.util.List;

/**
 * Everything that training goes on from: a run that stops here and resumes ends with the same bits
 * as one that did not stop.
 *
 * @param step number of steps done
 * @param parameters the flat vector, running statistics included
 * @param optimizerState the optimiser's state
 * @param updates steps that changed the parameters
 * @param skippedInRow last steps, or rounds of steps, that were skipped because a gradient was not
 *     finite
 * @param skipped all steps that were skipped, those of single partitions included
 * @param best what the best validation so far found
 * @param history what was recorded on the way
 */
public record TrainingState(
    long step,
    float[] parameters,
    float[] optimizerState,
    long updates,
    int skippedInRow,
    long skipped,
    Best best,
    List<Measurement> history)
    implements Serializable {

  public TrainingState {
    history = List.copyOf(history);
  }

  /**
   * Makes sure that this is a state of the same flow and optimiser.
   *
   * @throws IllegalArgumentException if its arrays are of other lengths
   */
  public void requireSizesOf(TrainingState other) {
    requireSize("parameters", parameters, other.parameters);
    requireSize("optimizer", optimizerState, other.optimizerState);
    requireSize("best", best.parameters, other.best.parameters);
  }

  private static void requireSize(String name, float[] values, float[] expected) {
    if (values.length != expected.length) {
      throw new IllegalArgumentException(
          "the checkpoint has "
              + values.length
              + " values of "
              + name
              + ": this job has "
              + expected.length
              + "; it belongs to another flow or optimizer");
    }
  }

  /**
   * The parameters with the best validation so far.
   *
   * @param loss mean -log p of the validation rows, infinite before the first validation
   * @param step after which it was measured
   * @param parameters the flat vector then
   * @param worseSince validations since
   */
  public record Best(double loss, long step, float[] parameters, int worseSince)
      implements Serializable {}

  /**
   * A point of the learning curves.
   *
   * @param step number of steps done
   * @param epoch passes over the training rows so far
   * @param trainingLoss mean -log p, in training mode, over the mini-batches since the last point
   * @param validationLoss mean -log p of the validation rows; not a number without any
   * @param learningRate of the last step
   * @param gradientNorm of the last mean gradient, before clipping
   * @param rowsPerSecond training rows a second since the last point, validation not counted
   * @param seconds since training started, resumed runs not added
   * @param split of the time since the last point, validation not counted
   */
  public record Measurement(
      long step,
      double epoch,
      double trainingLoss,
      double validationLoss,
      double learningRate,
      double gradientNorm,
      double rowsPerSecond,
      double seconds,
      Split split)
      implements Serializable {}

  /**
   * Where the time of some steps went, in seconds; not numbers where it was not measured.
   *
   * @param compute in the slowest part of every gradient
   * @param exchange the rest of the gradients: parameters out, sums back
   * @param update the optimiser and what goes with it
   */
  public record Split(double compute, double exchange, double update) implements Serializable {

    /** All of the time. */
    public double total() {
      return compute + exchange + update;
    }
  }
}
