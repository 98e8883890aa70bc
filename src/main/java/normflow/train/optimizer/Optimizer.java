package normflow.train.optimizer;

import java.util.Arrays;

/**
 * Turns gradients into steps of the flat vector of trained parameters: the rules of {@link
 * OptimizerConfig.Type}, in plain arithmetic on the heap.
 *
 * <p>With n parameters θ, gradient g and rate η, every rule reads and writes a state of up to three
 * vectors of n values, one behind the other in one array. A product that is added is rounded with
 * the sum, by {@link Math#fma}; operations stay in their order and nothing runs in parallel, so
 * that the bits depend on no machine. They are those of nd4j's updaters, which earlier versions
 * trained with.
 */
public final class Optimizer {

  private static final float MEAN_DECAY = 0.9f;
  private static final float SQUARE_DECAY = 0.999f;
  private static final float SHORT_SQUARE_DECAY = 0.95f;
  private static final float TINY = 1e-8f;
  private static final float SMALL = 1e-6f;

  private final OptimizerConfig.Type type;
  private final int size;

  /**
   * Copies of the state's later vectors: the JIT makes vector code of loops over one index only.
   */
  private final float[] second;

  private final float[] third;

  /**
   * @param size number of trained parameters
   */
  public Optimizer(OptimizerConfig.Type type, int size) {
    this.type = type;
    this.size = size;
    this.second = new float[type.states() > 1 ? size : 0];
    this.third = new float[type.states() > 2 ? size : 0];
  }

  /** The state before the first step; a sum of squares that divides starts above 0. */
  public float[] initialState() {
    float[] state = new float[type.states() * size];
    switch (type) {
      case ADAGRAD -> Arrays.fill(state, SMALL);
      case RMSPROP -> Arrays.fill(state, TINY);
      default -> {}
    }
    return state;
  }

  /**
   * Changes the first values of {@code values} and the state in place.
   *
   * @param updates number of updates before this one
   * @param learningRate of this step
   */
  public void update(
      float[] values, float[] gradient, float[] state, int updates, double learningRate) {
    if (second.length > 0) {
      System.arraycopy(state, size, second, 0, size);
    }
    if (third.length > 0) {
      System.arraycopy(state, 2 * size, third, 0, size);
    }
    apply(values, gradient, state, updates, (float) learningRate);
    if (second.length > 0) {
      System.arraycopy(second, 0, state, size, size);
    }
    if (third.length > 0) {
      System.arraycopy(third, 0, state, 2 * size, size);
    }
  }

  private void apply(float[] values, float[] gradient, float[] state, int updates, float rate) {
    switch (type) {
      case ADAM -> adam(values, gradient, state, corrected(rate, updates));
      case ADADELTA -> adaDelta(values, gradient, state, rate);
      case ADAGRAD -> adaGrad(values, gradient, state, rate);
      case ADAMAX -> adaMax(values, gradient, state, (float) (rate / missing(MEAN_DECAY, updates)));
      case AMSGRAD -> amsGrad(values, gradient, state, corrected(rate, updates));
      case NADAM -> nadam(values, gradient, state, rate, updates);
      case NESTEROVS -> nesterov(values, gradient, state, rate);
      case RMSPROP -> rmsProp(values, gradient, state, rate);
      case SGD -> sgd(values, gradient, rate);
    }
  }

  /** m ← β₁m + (1 - β₁)g, v ← β₂v + (1 - β₂)g², θ ← θ - η'm / (√v + ε). State: m, v. */
  private void adam(float[] values, float[] gradient, float[] state, float rate) {
    for (int i = 0; i < size; i++) {
      float g = gradient[i];
      float mean = Math.fma(MEAN_DECAY, state[i], g * (1 - MEAN_DECAY));
      float square = Math.fma(SQUARE_DECAY, second[i], g * g * (1 - SQUARE_DECAY));
      state[i] = mean;
      second[i] = square;
      values[i] -= mean * rate / (root(square) + TINY);
    }
  }

  /** As Adam, over the greatest v so far. State: m, v, greatest v. */
  private void amsGrad(float[] values, float[] gradient, float[] state, float rate) {
    for (int i = 0; i < size; i++) {
      float g = gradient[i];
      float mean = Math.fma(MEAN_DECAY, state[i], g * (1 - MEAN_DECAY));
      float square = Math.fma(SQUARE_DECAY, second[i], g * g * (1 - SQUARE_DECAY));
      float greatest = Math.max(third[i], square);
      state[i] = mean;
      second[i] = square;
      third[i] = greatest;
      values[i] -= rate * mean / (root(greatest) + TINY);
    }
  }

  /** As Adam, with u ← max(β₂u, |g|) for √v. State: m, u. */
  private void adaMax(float[] values, float[] gradient, float[] state, float rate) {
    for (int i = 0; i < size; i++) {
      float g = gradient[i];
      float mean = Math.fma(MEAN_DECAY, state[i], g * (1 - MEAN_DECAY));
      float bound = (float) (Math.max(SQUARE_DECAY * second[i], Math.abs(g)) + 1e-32);
      state[i] = mean;
      second[i] = bound;
      values[i] -= mean * rate / bound;
    }
  }

  /** As Adam, with β₁m + (1 - β₁)g for m, and v as it is. State: m, v. */
  private void nadam(float[] values, float[] gradient, float[] state, float rate, int updates) {
    float share = (float) missing(MEAN_DECAY, updates);
    for (int i = 0; i < size; i++) {
      float g = gradient[i];
      float mean = Math.fma(g, 1 - MEAN_DECAY, MEAN_DECAY * state[i]);
      float square = Math.fma(SQUARE_DECAY, second[i], g * g * (1 - SQUARE_DECAY));
      state[i] = mean;
      second[i] = square;
      float ahead = Math.fma(g, 1 - MEAN_DECAY, MEAN_DECAY * mean);
      values[i] -= rate * (ahead / share) / (root(square) + TINY);
    }
  }

  /** s ← ρs + (1 - ρ)g², d = g√(x + ε) / √(s + ε), x ← ρx + (1 - ρ)d², θ ← θ - ηd. State: s, x. */
  private void adaDelta(float[] values, float[] gradient, float[] state, float rate) {
    for (int i = 0; i < size; i++) {
      float g = gradient[i];
      float moved = second[i];
      float square = Math.fma(SHORT_SQUARE_DECAY, state[i], g * g * (1 - SHORT_SQUARE_DECAY));
      float change = g * (root(moved + SMALL) / root(square + SMALL));
      state[i] = square;
      second[i] = Math.fma(SHORT_SQUARE_DECAY, moved, change * change * (1 - SHORT_SQUARE_DECAY));
      values[i] -= rate * change;
    }
  }

  /** s ← s + g², θ ← θ - ηg / (√s + ε). State: s. */
  private void adaGrad(float[] values, float[] gradient, float[] state, float rate) {
    for (int i = 0; i < size; i++) {
      float g = gradient[i];
      float square = Math.fma(g, g, state[i]);
      state[i] = square;
      values[i] -= rate * g / (root(square) + SMALL);
    }
  }

  /** s ← ρs + (1 - ρ)g², θ ← θ - ηg / (√s + ε). State: s. */
  private void rmsProp(float[] values, float[] gradient, float[] state, float rate) {
    for (int i = 0; i < size; i++) {
      float g = gradient[i];
      float square = Math.fma(SHORT_SQUARE_DECAY, state[i], g * g * (1 - SHORT_SQUARE_DECAY));
      state[i] = square;
      values[i] -= rate * g / (root(square) + TINY);
    }
  }

  /** v' = μv - ηg, θ ← θ + (1 + μ)v' - μv, v ← v'. State: v. */
  private void nesterov(float[] values, float[] gradient, float[] state, float rate) {
    for (int i = 0; i < size; i++) {
      float before = state[i];
      float velocity = Math.fma(MEAN_DECAY, before, -(rate * gradient[i]));
      state[i] = velocity;
      values[i] -= Math.fma(MEAN_DECAY, before, (-MEAN_DECAY - 1) * velocity);
    }
  }

  /** θ ← θ - ηg. */
  private void sgd(float[] values, float[] gradient, float rate) {
    for (int i = 0; i < size; i++) {
      values[i] -= rate * gradient[i];
    }
  }

  /** η√(1 - β₂ᵗ) / (1 - β₁ᵗ): the means start at 0. */
  private static float corrected(float rate, int updates) {
    float root = root((float) missing(SQUARE_DECAY, updates));
    return (float) (rate * root / missing(MEAN_DECAY, updates));
  }

  /** 1 - βᵗ with the power as a float. */
  private static double missing(float decay, int updates) {
    return 1.0 - (float) StrictMath.pow(decay, updates + 1.0f);
  }

  private static float root(float value) {
    return (float) Math.sqrt(value);
  }
}
