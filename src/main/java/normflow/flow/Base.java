package normflow.flow;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import normflow.provider.Typed;
import org.apache.commons.math3.distribution.RealDistribution;
import org.nd4j.autodiff.samediff.SDVariable;

/** The density at the end of a flow, which can be drawn from. */
@Typed
public sealed interface Base extends Serializable
    permits CustomBase,
        GaussianMixture,
        MixtureOfFlows,
        PowerTailNormal,
        StandardNormal,
        StandardUniform,
        StudentT {

  /** Its weights, for rows of {@code dim} columns. */
  List<Weight> weights(int dim);

  /** log q of each row of z (batch, dim): (batch, 1). */
  SDVariable logDensity(GraphScope scope, SDVariable z);

  /** Whether it depends on the context. */
  default boolean takesContext() {
    return false;
  }

  /** The number of values of a draw, for rows of {@code dim} columns. */
  default int drawn(int dim) {
    return dim;
  }

  /** The rows (batch, dim) that draws (batch, {@link #drawn}) stand for. */
  default SDVariable drawnRows(GraphScope scope, SDVariable draws) {
    return draws;
  }

  /**
   * What draws rows.
   *
   * @param weights the values of each weight by its name
   */
  Draws draws(int dim, Function<String, float[]> weights);

  /**
   * The distribution of a draw of one column; empty if it is not known of this base.
   *
   * @param weights the values of each weight by its name
   */
  default Optional<Distribution> distribution(Function<String, float[]> weights) {
    return Optional.empty();
  }

  /** A continuous distribution of one number. */
  interface Distribution {
    /** The probability of less than {@code z}, from 0 to 1. */
    double cumulative(double z);

    /** The number below which a draw is with probability {@code p}, above 0 and below 1. */
    double quantile(double p);

    /** One that is known already. */
    static Distribution of(RealDistribution known) {
      return new Distribution() {
        @Override
        public double cumulative(double z) {
          return known.cumulativeProbability(z);
        }

        @Override
        public double quantile(double p) {
          return known.inverseCumulativeProbability(p);
        }
      };
    }
  }

  /** Draws rows. */
  interface Draws {
    /** Writes one draw, of {@link Base#drawn} values, from {@code offset} on. */
    void draw(RandomGenerator random, float[] rows, int offset);
  }
}
