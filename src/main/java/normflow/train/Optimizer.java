package normflow.train;

import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * One of nd4j's updaters over the flat vector of trained parameters, with its state on the heap.
 *
 * <p>Its arrays outside the heap are made once and filled in bulk: element by element, and made
 * anew for every step, they would cost more than the update.
 */
final class Optimizer implements AutoCloseable {

  private final IUpdater config;
  private final int stateSize;
  private final float[] change;
  private Optional<Native> arrays = Optional.empty();

  /** The updater and the arrays that it works on. */
  private record Native(GradientUpdater<?> updater, INDArray update, Optional<INDArray> state) {}

  Optimizer(OptimizerConfig config, int parameters) {
    this.config = config.updater();
    this.stateSize = Math.toIntExact(this.config.stateSize(parameters));
    this.change = new float[parameters];
  }

  /** The state before the first step. */
  float[] initialState() {
    float[] state = new float[stateSize];
    if (stateSize > 0) {
      try (INDArray view = Nd4j.zeros(DataType.FLOAT, 1, stateSize)) {
        config.instantiate(view, true);
        floats(view).get(state);
      }
    }
    return state;
  }

  /**
   * Subtracts the update from the first values of {@code values} and advances the state, both in
   * place.
   *
   * @param step number of updates before this one
   * @param learningRate of this step
   */
  void update(float[] values, float[] gradient, float[] state, int step, double learningRate) {
    boolean scaled = config.hasLearningRate();
    if (scaled) {
      config.setLrAndSchedule(learningRate, null);
    }
    Native used = arrays.orElseGet(this::allocate);
    arrays = Optional.of(used);
    floats(used.update).put(gradient);
    used.state.ifPresent(view -> floats(view).put(state));
    used.updater.applyUpdater(used.update, step, 0);
    floats(used.update).get(change);
    used.state.ifPresent(view -> floats(view).get(state));
    float rate = scaled ? 1 : (float) learningRate;
    for (int i = 0; i < change.length; i++) {
      values[i] -= rate * change[i];
    }
  }

  /** Frees what is outside the heap; it is made anew when needed. */
  @Override
  public void close() {
    arrays.ifPresent(
        used -> {
          used.update.close();
          used.state.ifPresent(INDArray::close);
        });
    arrays = Optional.empty();
  }

  private Native allocate() {
    INDArray update = Nd4j.zeros(DataType.FLOAT, 1, change.length);
    INDArray state = stateSize == 0 ? null : Nd4j.zeros(DataType.FLOAT, 1, stateSize);
    return new Native(config.instantiate(state, false), update, Optional.ofNullable(state));
  }

  private static FloatPointer floats(INDArray array) {
    return new FloatPointer(array.data().addressPointer());
  }
}
