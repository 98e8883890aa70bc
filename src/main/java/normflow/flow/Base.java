package normflow.flow;

import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import normflow.provider.Typed;
import org.nd4j.autodiff.samediff.SDVariable;

/** The density at the end of a flow, which can be drawn from. */
@Typed
public sealed interface Base extends Serializable
    permits CustomBase, GaussianMixture, StandardNormal, StandardUniform, StudentT {

  /** Its weights, for rows of {@code dim} columns. */
  List<Weight> weights(int dim);

  /** log q of each row of z (batch, dim): (batch, 1). */
  SDVariable logDensity(GraphScope scope, SDVariable z);

  /**
   * What draws rows.
   *
   * @param weights the values of each weight by its name
   */
  Draws draws(int dim, Function<String, float[]> weights);

  /**
   * The number below which a draw of the only column is with probability {@code p}.
   *
   * @param weights the values of each weight by its name
   * @throws IllegalArgumentException if that is not known of this base
   */
  default double quantile(double p, Function<String, float[]> weights) {
    throw new IllegalArgumentException(this + " says no quantiles of its draws");
  }

  /** Draws rows. */
  interface Draws {
    /** Writes one row, of dim values, from {@code offset} on. */
    void draw(RandomGenerator random, float[] rows, int offset);
  }
}
