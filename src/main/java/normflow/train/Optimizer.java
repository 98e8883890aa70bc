package normflow.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * One of nd4j's updaters over the flat vector of trained parameters, with its state on the heap.
 */
final class Optimizer {

  private final IUpdater config;
  private final int parameters;

  Optimizer(OptimizerConfig config, int parameters) {
    this.config = config.updater();
    this.parameters = parameters;
  }

  /** The state before the first step. */
  float[] initialState() {
    int size = Math.toIntExact(config.stateSize(parameters));
    if (size == 0) {
      return new float[0];
    }
    try (INDArray view = Nd4j.zeros(1, size)) {
      config.instantiate(view, true);
      return view.data().asFloat();
    }
  }

  /**
   * Subtracts the update from the first values of {@code values} and advances the state.
   *
   * @param step number of updates before this one
   * @param learningRate of this step
   * @return the state after the step
   */
  float[] update(float[] values, float[] gradient, float[] state, int step, double learningRate) {
    boolean scaled = config.hasLearningRate();
    if (scaled) {
      config.setLrAndSchedule(learningRate, null);
    }
    try (INDArray update = Nd4j.createFromArray(gradient).reshape(1, parameters);
        INDArray view = state.length == 0 ? null : Nd4j.createFromArray(state).reshape(1, -1)) {
      GradientUpdater<?> updater = config.instantiate(view, false);
      updater.applyUpdater(update, step, 0);
      float[] change = update.data().asFloat();
      float rate = scaled ? 1 : (float) learningRate;
      for (int i = 0; i < change.length; i++) {
        values[i] -= rate * change[i];
      }
      return view == null ? state : view.data().asFloat();
    }
  }
}
