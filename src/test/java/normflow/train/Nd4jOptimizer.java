package normflow.train;

import java.util.Optional;
import normflow.train.optimizer.OptimizerConfig;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** nd4j's updaters over a flat vector: what normflow trained with up to 0.1.0, as a reference. */
public final class Nd4jOptimizer implements AutoCloseable {

  private final IUpdater config;
  private final int stateSize;
  private final float[] change;
  private final INDArray update;
  private final Optional<INDArray> stateView;
  private final GradientUpdater<?> updater;

  public Nd4jOptimizer(OptimizerConfig.Type type, int parameters) {
    config = config(type);
    stateSize = Math.toIntExact(config.stateSize(parameters));
    change = new float[parameters];
    update = Nd4j.zeros(DataType.FLOAT, 1, parameters);
    stateView =
        stateSize == 0 ? Optional.empty() : Optional.of(Nd4j.zeros(DataType.FLOAT, 1, stateSize));
    updater = config.instantiate(stateView.orElse(null), true);
  }

  private static IUpdater config(OptimizerConfig.Type type) {
    return switch (type) {
      case ADAM -> new Adam();
      case ADADELTA -> new AdaDelta();
      case ADAGRAD -> new AdaGrad();
      case ADAMAX -> new AdaMax();
      case AMSGRAD -> new AMSGrad();
      case NADAM -> new Nadam();
      case NESTEROVS -> new Nesterovs();
      case RMSPROP -> new RmsProp();
      case SGD -> new Sgd();
    };
  }

  /** The state as the updater has it after it was made. */
  public float[] state() {
    float[] state = new float[stateSize];
    stateView.ifPresent(view -> floats(view).get(state));
    return state;
  }

  public void update(
      float[] values, float[] gradient, float[] state, int updates, double learningRate) {
    boolean scaled = config.hasLearningRate();
    if (scaled) {
      config.setLrAndSchedule(learningRate, null);
    }
    floats(update).put(gradient);
    stateView.ifPresent(view -> floats(view).put(state));
    updater.applyUpdater(update, updates, 0);
    floats(update).get(change);
    stateView.ifPresent(view -> floats(view).get(state));
    float rate = scaled ? 1 : (float) learningRate;
    for (int i = 0; i < change.length; i++) {
      values[i] -= rate * change[i];
    }
  }

  @Override
  public void close() {
    update.close();
    stateView.ifPresent(INDArray::close);
  }

  private static FloatPointer floats(INDArray array) {
    return new FloatPointer(array.data().addressPointer());
  }
}
