package normflow.engine.tile.kernel;

/**
 * Elementary functions of a float by way of double precision, so that their error is that of one
 * rounding.
 */
final class ScalarMath {

  private ScalarMath() {}

  static float exp(float x) {
    return (float) Math.exp(x);
  }

  static float log(float x) {
    return (float) Math.log(x);
  }

  static float log1p(float x) {
    return (float) Math.log1p(x);
  }

  static float tanh(float x) {
    return (float) Math.tanh(x);
  }

  static float sigmoid(float x) {
    return (float) (1 / (1 + Math.exp(-(double) x)));
  }

  static float softplus(float x) {
    return (float) (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs((double) x))));
  }
}
