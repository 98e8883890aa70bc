package normflow.train;

import java.io.Serializable;
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

/**
 * Which of nd4j's updaters turns gradients into steps.
 *
 * @param type the updater, with nd4j's defaults for all but the learning rate
 * @param learningRate at the start, positive; 1 is usual for {@code adadelta}
 * @param weightDecay share of every parameter, times the learning rate, that a step takes away
 *     beside the update, as in "Decoupled Weight Decay Regularization" (Loshchilov, Hutter, 2019);
 *     0 for none
 */
public record OptimizerConfig(Type type, double learningRate, double weightDecay)
    implements Serializable {

  /** nd4j's updaters; AdaBelief is left out, as nd4j's fails on a flat state. */
  public enum Type {
    ADAM,
    ADADELTA,
    ADAGRAD,
    ADAMAX,
    AMSGRAD,
    NADAM,
    NESTEROVS,
    RMSPROP,
    SGD
  }

  public OptimizerConfig {
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "learningRate = " + learningRate + ": must be a positive number");
    }
    if (!(weightDecay >= 0) || !(weightDecay * learningRate < 1)) {
      throw new IllegalArgumentException(
          "weightDecay = "
              + weightDecay
              + ": must be from 0 to below 1 / learningRate = "
              + 1 / learningRate);
    }
  }

  /** An optimiser without weight decay. */
  public OptimizerConfig(Type type, double learningRate) {
    this(type, learningRate, 0);
  }

  /** Adam with a learning rate of 0.001. */
  public static OptimizerConfig defaults() {
    return new OptimizerConfig(Type.ADAM, 1e-3);
  }

  /** The length of the updater's state for this many trained parameters. */
  public int stateSize(int parameters) {
    return Math.toIntExact(updater().stateSize(parameters));
  }

  IUpdater updater() {
    return switch (type) {
      case ADAM -> new Adam(learningRate);
      case ADADELTA -> new AdaDelta();
      case ADAGRAD -> new AdaGrad(learningRate);
      case ADAMAX -> new AdaMax(learningRate);
      case AMSGRAD -> new AMSGrad(learningRate);
      case NADAM -> new Nadam(learningRate);
      case NESTEROVS -> new Nesterovs(learningRate);
      case RMSPROP -> new RmsProp(learningRate);
      case SGD -> new Sgd(learningRate);
    };
  }
}
