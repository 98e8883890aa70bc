package normflow.engine.tile.kernel;

/**
 * A function of one or two numbers that is applied element by element.
 *
 * <p>{@link #apply} is the definition. A kernel that computes it otherwise agrees within the
 * accuracy that {@link Kernels} states.
 */
public enum Function {
  /** -a. */
  NEGATE(1),
  /** |a|. */
  ABS(1),
  /** -1, 0 or 1. */
  SIGN(1),
  /** a². */
  SQUARE(1),
  /** The square root; NaN below zero. */
  SQRT(1),
  /** 1 / a. */
  RECIPROCAL(1),
  /** e to the power a. */
  EXP(1),
  /** The natural logarithm. */
  LOG(1),
  /** log(1 + a), exact near zero. */
  LOG1P(1),
  /** e to the power a, less 1. */
  EXPM1(1),
  /** The hyperbolic tangent. */
  TANH(1),
  /** 1 / (1 + e^-a). */
  SIGMOID(1),
  /** log(1 + e^a), without overflow. */
  SOFTPLUS(1),
  /** The sine. */
  SIN(1),
  /** The cosine. */
  COS(1),
  /** The largest integer not above a. */
  FLOOR(1),
  /** a, or parameter * a where a is negative. */
  LEAKY(1),
  /** a to the power parameter. */
  POWER(1),

  /** a + b. */
  ADD(2),
  /** a - b. */
  SUBTRACT(2),
  /** a * b. */
  MULTIPLY(2),
  /** a / b. */
  DIVIDE(2),
  /** The larger; NaN if either is. */
  MAX(2),
  /** The smaller; NaN if either is. */
  MIN(2),
  /** a to the power b. */
  POWER_OF(2),
  /** 1 where a is below b, else 0. */
  LESS(2),
  /** 1 where a is at most b, else 0. */
  LESS_OR_EQUAL(2),
  /** 1 where a equals b, else 0. */
  EQUAL(2),
  /** b, or parameter * b where a is negative: the chain rule through {@link #LEAKY}. */
  LEAKY_SLOPE(2),
  /** b (1 - a²): the chain rule through {@link #TANH} whose value is a. */
  TANH_SLOPE(2),
  /** b a (1 - a): the chain rule through {@link #SIGMOID} whose value is a. */
  SIGMOID_SLOPE(2);

  private final int arity;

  Function(int arity) {
    this.arity = arity;
  }

  /** The number of arguments, 1 or 2. */
  public int arity() {
    return arity;
  }

  /** The value at (a, b); a function of one argument ignores b. */
  public float apply(float a, float b, float parameter) {
    return switch (this) {
      case NEGATE -> -a;
      case ABS -> Math.abs(a);
      case SIGN -> Math.signum(a);
      case SQUARE -> a * a;
      case SQRT -> (float) Math.sqrt(a);
      case RECIPROCAL -> 1 / a;
      case EXP -> ScalarMath.exp(a);
      case LOG -> ScalarMath.log(a);
      case LOG1P -> ScalarMath.log1p(a);
      case EXPM1 -> (float) Math.expm1(a);
      case TANH -> ScalarMath.tanh(a);
      case SIGMOID -> ScalarMath.sigmoid(a);
      case SOFTPLUS -> ScalarMath.softplus(a);
      case SIN -> (float) Math.sin(a);
      case COS -> (float) Math.cos(a);
      case FLOOR -> (float) Math.floor(a);
      case LEAKY -> a < 0 ? parameter * a : a;
      case POWER -> (float) Math.pow(a, parameter);
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case POWER_OF -> (float) Math.pow(a, b);
      case LESS -> a < b ? 1 : 0;
      case LESS_OR_EQUAL -> a <= b ? 1 : 0;
      case EQUAL -> a == b ? 1 : 0;
      case LEAKY_SLOPE -> a < 0 ? parameter * b : b;
      case TANH_SLOPE -> b * (1 - a * a);
      case SIGMOID_SLOPE -> b * a * (1 - a);
    };
  }
}
