package normflow.network;

import java.io.Serializable;
import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import normflow.text.Shown;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The kind of network that gives the parameters of a coupling.
 *
 * @param hidden widths of the hidden layers, at least one; of the blocks if there are skip
 *     connections, all the same
 * @param residual whether each of {@code hidden} stands for a block of two layers with a skip
 *     connection, as in "Neural Spline Flows" (Durkan et al., 2019)
 */
public record Conditioner(List<Integer> hidden, boolean residual) implements Serializable {

  /** A network whose outputs are zero at the start. */
  public interface Network {

    /** Its weights. */
    List<Weight> weights();

    /** Its outputs (batch, outputs) for x (batch, inputs), by the scope of its layer. */
    SDVariable apply(GraphScope scope, SDVariable x);
  }

  private static final int MOST_UNITS = 100_000;
  private static final int MOST_LAYERS = 1000;

  public Conditioner {
    hidden = checked(hidden);
    if (residual && hidden.stream().distinct().count() > 1) {
      throw new IllegalArgumentException(
          "hidden = " + Shown.value(hidden) + ": blocks with skip connections are of one width");
    }
  }

  /**
   * Widths of hidden layers.
   *
   * @throws IllegalArgumentException if there are none or too many, or one is not positive or too
   *     large
   */
  public static List<Integer> checked(List<Integer> hidden) {
    if (hidden.isEmpty()) {
      throw new IllegalArgumentException("hidden = []: give the width of at least one layer");
    }
    if (hidden.size() > MOST_LAYERS) {
      throw new IllegalArgumentException(
          "hidden has " + hidden.size() + " widths: a network has at most 1,000 layers");
    }
    for (int i = 0; i < hidden.size(); i++) {
      if (hidden.get(i) < 1) {
        throw new IllegalArgumentException(
            "hidden[" + i + "] = " + hidden.get(i) + ": widths must be positive");
      }
      if (hidden.get(i) > MOST_UNITS) {
        throw new IllegalArgumentException(
            "hidden[" + i + "] = " + hidden.get(i) + ": widths are at most 100,000");
      }
    }
    return List.copyOf(hidden);
  }

  /**
   * A network with these hidden layers.
   *
   * @param name prefix of its weights, unique within the layer
   */
  public Network network(String name, int inputs, int outputs) {
    return residual
        ? new ResidualNetwork(name, inputs, hidden.get(0), hidden.size(), outputs)
        : Mlp.of(name, inputs, hidden, outputs);
  }
}
