package normflow.train;

import normflow.engine.Moments;
import normflow.graph.ParameterLayout;

/**
 * Nothing leaves a training that is not finite.
 *
 * @param layout of the parameters
 */
record FiniteResult(ParameterLayout layout) {

  private static final String WHAT_TO_DO =
      ": lower optimizer.learningRate or clipNorm, look for extreme rows in the data, or give more"
          + " rows";

  /**
   * Makes sure of a result.
   *
   * @param end what training came to
   * @param parameters the result
   * @param validation moments of its -log p; of no rows when there are none
   * @throws TrainingException if it is none
   */
  void require(TrainingState end, float[] parameters, Moments validation) {
    if (end.updates() == 0) {
      throw new TrainingException(
          "none of the " + end.step() + " steps had a finite gradient" + WHAT_TO_DO);
    }
    for (ParameterLayout.Entry entry : layout.entries()) {
      for (int i = 0; i < entry.weight().size(); i++) {
        requireFinite("weight " + entry.weight().name(), parameters[entry.offset() + i]);
      }
    }
    // Infinite it is for rows that have no density by a flow that others have one by: a warning
    // names them.
    if (validation.count() > 0 && Double.isNaN(validation.mean()[0])) {
      throw notFinite("the NLL of the validation rows", Double.NaN);
    }
  }

  private static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw notFinite(name, value);
    }
  }

  private static TrainingException notFinite(String name, double value) {
    return new TrainingException(name + " came to " + value + WHAT_TO_DO);
  }
}
