package normflow.train.optimizer;

import java.io.Serializable;

/**
 * What turns gradients into steps.
 *
 * @param type the rule, with the usual constants for all but the learning rate
 * @param learningRate at the start, positive; 1 is usual for {@code adadelta}
 * @param weightDecay share of every parameter, times the learning rate, that a step takes away
 *     beside the update, as in "Decoupled Weight Decay Regularization" (Loshchilov, Hutter, 2019);
 *     0 for none
 * @param averageSteps k of the exponential moving average of the parameters, which each step moves
 *     by 1 / k of the way: validations look at it and it is the result, as in "Acceleration of
 *     Stochastic Approximation by Averaging" (Polyak, Juditsky, 1992); 0 for none
 */
public record OptimizerConfig(Type type, double learningRate, double weightDecay, long averageSteps)
    implements Serializable {

  /** Rules of updates; what they compute is in {@link Optimizer}. */
  public enum Type {
    /** "Adam: A Method for Stochastic Optimization" (Kingma, Ba, 2015): β₁ .9, β₂ .999, ε 1e-8. */
    ADAM(2),
    /** "ADADELTA: An Adaptive Learning Rate Method" (Zeiler, 2012): ρ .95, ε 1e-6. */
    ADADELTA(2),
    /**
     * "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization" (Duchi, Hazan,
     * Singer, 2011): ε 1e-6.
     */
    ADAGRAD(1),
    /** Adam with the greatest gradient, section 7.1 of its paper: β₁ .9, β₂ .999. */
    ADAMAX(2),
    /** "On the Convergence of Adam and Beyond" (Reddi, Kale, Kumar, 2018), constants of Adam. */
    AMSGRAD(3),
    /** "Incorporating Nesterov Momentum into Adam" (Dozat, 2016), constants of Adam. */
    NADAM(2),
    /**
     * Nesterov's momentum as in "Advances in Optimizing Recurrent Networks" (Bengio,
     * Boulanger-Lewandowski, Pascanu, 2013): μ .9.
     */
    NESTEROVS(1),
    /**
     * "Lecture 6.5, RMSProp: Divide the gradient by a running average of its recent magnitude"
     * (Tieleman, Hinton, 2012): ρ .95, ε 1e-8.
     */
    RMSPROP(1),
    /** Gradient descent: "A Stochastic Approximation Method" (Robbins, Monro, 1951). */
    SGD(0);

    private final int states;

    Type(int states) {
      this.states = states;
    }

    /** Vectors of the state, each as long as the parameters. */
    int states() {
      return states;
    }
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
    if (averageSteps < 0) {
      throw new IllegalArgumentException(
          "averageSteps = " + averageSteps + ": must not be negative");
    }
  }

  /** An optimiser without weight decay and average. */
  public OptimizerConfig(Type type, double learningRate) {
    this(type, learningRate, 0, 0);
  }

  /** Adam with a learning rate of 0.001. */
  public static OptimizerConfig defaults() {
    return new OptimizerConfig(Type.ADAM, 1e-3);
  }

  /** The length of the state for this many trained parameters, the average behind it included. */
  public int stateSize(int parameters) {
    return Math.multiplyExact(type.states + (averageSteps > 0 ? 1 : 0), parameters);
  }
}
