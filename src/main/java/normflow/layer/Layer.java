package normflow.layer;

import java.io.Serializable;
import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import normflow.provider.Typed;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * An invertible map on R^dim, written as SameDiff operations in both directions.
 *
 * <p>Laws, up to rounding: {@code toData(toBase(x)) = x}; the two log-determinants cancel; a row's
 * result depends on that row alone (a batch norm in training excepted); of one column it is
 * increasing.
 */
@Typed
public sealed interface Layer extends Serializable
    permits ActNorm,
        Autoregressive,
        BatchNorm,
        Coupling,
        CustomLayer,
        LuLinear,
        MaskedCoupling,
        Mixed,
        NormalScores,
        Permutation,
        Planar,
        Radial,
        Whitening {

  /**
   * A mapped batch.
   *
   * @param value (batch, dim)
   * @param logDet log |det d value / d input| of every row: (batch, 1), or (1, 1) when it is the
   *     same for all
   */
  record Mapped(SDVariable value, SDVariable logDet) {}

  /**
   * Declares the weights for rows of {@code dim} columns, without building a graph.
   *
   * @param context number of columns that are given besides, which {@link GraphScope#context} holds
   * @throws IllegalArgumentException if the layer does not exist for this dimension
   */
  List<Weight> weights(int dim, int context);

  /** Whether the map depends on a context, if there is one. */
  default boolean takesContext() {
    return false;
  }

  /** Maps data (batch, dim) one step towards the base, in closed form. */
  Mapped toBase(GraphScope scope, SDVariable x);

  /** The inverse of {@link #toBase}: total, numeric where no closed form exists. */
  Mapped toData(GraphScope scope, SDVariable z);
}
