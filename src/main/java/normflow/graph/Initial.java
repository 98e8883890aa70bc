package normflow.graph;

import java.util.random.RandomGenerator;

/** How the values of a weight are drawn before training. */
public sealed interface Initial {

  /** Writes {@code length} initial values from {@code offset} on. */
  void fill(float[] values, int offset, int length, RandomGenerator random);

  /** Every value is {@code value}. */
  record Constant(double value) implements Initial {
    @Override
    public void fill(float[] values, int offset, int length, RandomGenerator random) {
      java.util.Arrays.fill(values, offset, offset + length, (float) value);
    }
  }

  /** Independent draws from N(0, deviation²). */
  record Normal(double deviation) implements Initial {
    @Override
    public void fill(float[] values, int offset, int length, RandomGenerator random) {
      for (int i = offset; i < offset + length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
    }
  }

  /** Independent draws from the uniform distribution on [-limit, limit). */
  record Uniform(double limit) implements Initial {
    @Override
    public void fill(float[] values, int offset, int length, RandomGenerator random) {
      for (int i = offset; i < offset + length; i++) {
        values[i] = (float) (limit * (2 * random.nextDouble() - 1));
      }
    }
  }

  /** One vector of length 1 whose direction is uniform on the sphere. */
  record UnitVector() implements Initial {
    @Override
    public void fill(float[] values, int offset, int length, RandomGenerator random) {
      double squares = 0;
      double[] direction = new double[length];
      while (squares < 1e-12) {
        squares = 0;
        for (int i = 0; i < length; i++) {
          direction[i] = random.nextGaussian();
          squares += direction[i] * direction[i];
        }
      }
      for (int i = 0; i < length; i++) {
        values[offset + i] = (float) (direction[i] / Math.sqrt(squares));
      }
    }
  }
}
