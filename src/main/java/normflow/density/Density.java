package normflow.density;

import java.io.Serializable;
import java.util.random.RandomGenerator;

/**
 * A probability density on R^dim that can be drawn from and whose logarithm is known, so that a
 * model's test loss has a floor to be held against.
 *
 * <p>Densities are immutable, safe to share between threads, and travel to Spark executors. A row
 * is an array of {@code dim()} coordinates.
 */
public sealed interface Density extends Serializable
    permits Checkerboard,
        Circles,
        CustomDensity,
        NormalMixture,
        Pinwheel,
        SwissRoll,
        TransformedDensity,
        TwoMoons,
        TwoSpirals {

  /** The name this density is called by in catalogues and reports. */
  String name();

  /** The number of coordinates of a row. */
  int dim();

  /** Overwrites {@code row} with one draw, taking all its randomness from {@code random}. */
  void sample(RandomGenerator random, double[] row);

  /**
   * The natural logarithm of the density at {@code row}, in nats and in the units of the data;
   * minus infinity outside the support.
   */
  double logDensity(double[] row);
}
