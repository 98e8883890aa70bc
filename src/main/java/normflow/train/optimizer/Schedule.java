package normflow.train.optimizer;

import java.io.Serializable;
import java.util.Map;
import normflow.provider.Typed;

/** How the learning rate changes over a training run, as a factor of its start value. */
@Typed
public sealed interface Schedule extends Serializable {

  /**
   * The factor at a step.
   *
   * @param step from 0 to {@code steps} - 1
   * @param steps length of the run
   */
  double factor(long step, long steps);

  /** Always 1. */
  record Constant() implements Schedule {
    @Override
    public double factor(long step, long steps) {
      return 1;
    }
  }

  /**
   * Half a cosine wave from 1 down to {@code end}.
   *
   * <p>"SGDR: Stochastic Gradient Descent with Warm Restarts" (Loshchilov, Hutter, 2017), without
   * restarts.
   *
   * @param end factor after the last step, from 0 to 1
   */
  record Cosine(double end) implements Schedule {
    public Cosine {
      if (!(end >= 0 && end <= 1)) {
        throw new IllegalArgumentException("end = " + end + ": must be between 0 and 1");
      }
    }

    /** Down to a hundredth. */
    public static Cosine defaults() {
      return new Cosine(0.01);
    }

    @Override
    public double factor(long step, long steps) {
      return end + (1 - end) * 0.5 * (1 + Math.cos(Math.PI * step / steps));
    }
  }

  /**
   * Times {@code factor} after every {@code every} steps.
   *
   * @param every number of steps, at least 1
   * @param factor above 0, at most 1
   */
  record Step(long every, double factor) implements Schedule {
    public Step {
      if (every < 1) {
        throw new IllegalArgumentException("every = " + every + ": must be at least 1");
      }
      if (!(factor > 0 && factor <= 1)) {
        throw new IllegalArgumentException(
            "factor = " + factor + ": must be above 0 and at most 1");
      }
    }

    /** A tenth after every 1,000 steps. */
    public static Step defaults() {
      return new Step(1000, 0.1);
    }

    @Override
    public double factor(long step, long steps) {
      long times = step / every;
      return Math.pow(factor, (double) times);
    }
  }

  /**
   * Constant up to a step, and from there linearly down to zero.
   *
   * <p>"Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations" (Hägele et al.,
   * 2024).
   *
   * @param start factor until then, from 0 to 1
   * @param from the step from which it falls, 0 or more
   */
  record Cooldown(double start, long from) implements Schedule {
    public Cooldown {
      if (!(start >= 0 && start <= 1)) {
        throw new IllegalArgumentException("start = " + start + ": must be between 0 and 1");
      }
      if (from < 0) {
        throw new IllegalArgumentException("from = " + from + ": must not be negative");
      }
    }

    /** What may be left out. */
    public static Map<String, Object> defaults() {
      return Map.of("start", 1.0);
    }

    @Override
    public double factor(long step, long steps) {
      return step < from ? start : start * (steps - step) / (steps - from);
    }
  }
}
