package normflow.train;

import java.util.Arrays;
import java.util.List;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.flow.Flow;
import normflow.graph.ParameterLayout;
import normflow.graph.Weight.Role;
import normflow.train.optimizer.Optimizer;

/**
 * What a step does with its gradient: the mean, weighted by rows and clipped by its norm, goes to
 * the optimiser, the average of the parameters follows them, and running statistics follow those of
 * the mini-batch.
 *
 * <p>The driver and the partitions that take steps of their own share it.
 */
final class UpdateRule {

  /** Steps that the average has behind it, as it were, at the start: it moves fast at first. */
  private static final double AVERAGE_START = 10;

  /** Share of a mini-batch in the running statistics. */
  private static final double STATISTICS_MOMENTUM = 0.1;

  private final ParameterLayout layout;
  private final TrainingConfig config;
  private final long steps;
  private final Optimizer optimizer;
  private final List<ParameterLayout.Statistics> running;

  /**
   * What became of a gradient.
   *
   * @param norm of the mean gradient, before clipping
   * @param applied false if gradient or loss were not finite, so that nothing was changed
   */
  record Outcome(double norm, boolean applied) {}

  /**
   * @param steps of the whole run
   */
  UpdateRule(Flow flow, TrainingConfig config, long steps) {
    this.layout = flow.layout();
    this.config = config;
    this.steps = steps;
    this.running = layout.statistics(Role.RUNNING);
    this.optimizer = new Optimizer(config.optimizer().type(), layout.trainedSize());
  }

  /** That of the optimiser, and behind it the average of the trained parameters if it is kept. */
  float[] initialState(float[] parameters) {
    float[] state = optimizer.initialState();
    if (config.optimizer().averageSteps() == 0) {
      return state;
    }
    int trained = layout.trainedSize();
    float[] both = Arrays.copyOf(state, Math.addExact(state.length, trained));
    System.arraycopy(parameters, 0, both, state.length, trained);
    return both;
  }

  /** A copy of the parameters, with the average in place of the trained ones if it is kept. */
  float[] averaged(float[] parameters, float[] state) {
    float[] averaged = parameters.clone();
    if (config.optimizer().averageSteps() > 0) {
      int trained = layout.trainedSize();
      System.arraycopy(state, state.length - trained, averaged, 0, trained);
    }
    return averaged;
  }

  /**
   * Changes parameters and state in place, unless the gradient is not finite.
   *
   * @param updates number of updates before this one
   * @param sum over at least one row
   */
  Outcome apply(float[] parameters, float[] state, long updates, long step, GradientSum sum) {
    float[] gradient = mean(sum);
    double norm = norm(gradient);
    if (!Double.isFinite(norm) || !Double.isFinite(sum.loss())) {
      return new Outcome(norm, false);
    }
    if (norm > config.clipNorm()) {
      scale(gradient, config.clipNorm() / norm);
    }
    double learningRate = config.learningRate(step, steps);
    decay(parameters, learningRate * config.optimizer().weightDecay());
    optimizer.update(parameters, gradient, state, Math.toIntExact(updates), learningRate);
    moveAverage(parameters, state, updates);
    moveStatistics(parameters, running, sum.statistics(), STATISTICS_MOMENTUM);
    return new Outcome(norm, true);
  }

  /** Sets running means and variances to the statistics. */
  void setStatistics(float[] parameters, Moments statistics) {
    moveStatistics(parameters, running, statistics, 1);
  }

  /** Whether layers wait for the statistics of the data before the first step. */
  boolean awaitsInitialStatistics(float[] parameters) {
    return layout.entries(Role.FLAG).stream().anyMatch(flag -> parameters[flag.offset()] == 0);
  }

  /** Sets the statistics of the data before the first step, and the flags that say so. */
  void setInitialStatistics(float[] parameters, Moments statistics) {
    moveStatistics(parameters, layout.statistics(Role.INITIAL), statistics, 1);
    layout.entries(Role.FLAG).forEach(flag -> parameters[flag.offset()] = 1);
  }

  /** Moves means and variances by {@code share} of the way to the statistics. */
  private static void moveStatistics(
      float[] parameters,
      List<ParameterLayout.Statistics> layers,
      Moments statistics,
      double share) {
    int column = 0;
    for (ParameterLayout.Statistics saved : layers) {
      int mean = saved.mean().offset();
      int variance = saved.variance().offset();
      for (int i = 0; i < saved.columns(); i++, column++) {
        parameters[mean + i] +=
            (float) (share * (statistics.mean()[column] - parameters[mean + i]));
        parameters[variance + i] +=
            (float) (share * (statistics.variance(column) - parameters[variance + i]));
      }
    }
  }

  private void moveAverage(float[] parameters, float[] state, long updates) {
    long over = config.optimizer().averageSteps();
    if (over > 0) {
      float share = (float) Math.max(1.0 / over, AVERAGE_START / (AVERAGE_START + updates));
      int first = state.length - layout.trainedSize();
      for (int i = 0; i < layout.trainedSize(); i++) {
        state[first + i] = Math.fma(share, parameters[i] - state[first + i], state[first + i]);
      }
    }
  }

  private void decay(float[] parameters, double share) {
    if (share > 0) {
      for (int i = 0; i < layout.trainedSize(); i++) {
        parameters[i] -= (float) (share * parameters[i]);
      }
    }
  }

  private static float[] mean(GradientSum sum) {
    float[] gradient = sum.gradient();
    float[] mean = new float[gradient.length];
    double share = 1.0 / sum.rows();
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (gradient[i] * share);
    }
    return mean;
  }

  /** In four sums, as one would wait for every addition. */
  private static double norm(float[] values) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 4 <= values.length; i += 4) {
      a += (double) values[i] * values[i];
      b += (double) values[i + 1] * values[i + 1];
      c += (double) values[i + 2] * values[i + 2];
      d += (double) values[i + 3] * values[i + 3];
    }
    for (; i < values.length; i++) {
      a += (double) values[i] * values[i];
    }
    return Math.sqrt((a + b) + (c + d));
  }

  private static void scale(float[] values, double factor) {
    float share = (float) factor;
    for (int i = 0; i < values.length; i++) {
      values[i] *= share;
    }
  }
}
