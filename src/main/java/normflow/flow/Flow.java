package normflow.flow;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import normflow.graph.ParameterLayout;
import normflow.graph.Weight;
import normflow.layer.Layer;

/**
 * A normalizing flow: layers that carry rows of dim columns to a standard normal base, so that log
 * p(x) = log N(z; 0, I) + Σ log |det ∂z/∂x|.
 *
 * @param dim columns of a row, at least 1
 * @param layers in the order in which data meet them on the way to the base
 */
public record Flow(int dim, List<Layer> layers) implements Serializable {

  public Flow {
    if (dim < 1) {
      throw new IllegalArgumentException("dim = " + dim + ": must be at least 1");
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers = []: a flow needs at least one layer");
    }
    layers = List.copyOf(layers);
  }

  /** The prefix of the weights of layer {@code index}. */
  public static String prefix(int index) {
    return "layers." + index;
  }

  /**
   * Where every weight stands in the flat parameter vector.
   *
   * @throws IllegalArgumentException if a layer does not exist for this dimension
   */
  public ParameterLayout layout() {
    List<Weight> weights = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      for (Weight weight : layers.get(i).weights(dim)) {
        weights.add(weight.prefixed(prefix(i) + "."));
      }
    }
    return ParameterLayout.of(weights);
  }
}
