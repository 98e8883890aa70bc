package normflow.network;

import java.util.ArrayList;
import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Initial;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A linear layer, blocks h + W₂ a(W₁ a(h)) with a = LeakyReLU(0.2), and a linear layer that starts
 * at zero.
 *
 * <p>"Identity Mappings in Deep Residual Networks" (He, Zhang, Ren, Sun, 2016).
 *
 * @param name prefix of its weights
 */
record ResidualNetwork(String name, int inputs, int width, int blocks, int outputs)
    implements Conditioner.Network {

  /** The second layer of a block starts near zero, so that the block starts as the identity. */
  private static final double SMALL = 1e-3;

  @Override
  public List<Weight> weights() {
    List<Weight> weights = new ArrayList<>();
    add(weights, "in", inputs, width, new Initial.Uniform(1 / Math.sqrt(inputs)));
    for (int i = 0; i < blocks; i++) {
      add(weights, i + ".0", width, width, new Initial.Uniform(1 / Math.sqrt(width)));
      add(weights, i + ".1", width, width, new Initial.Uniform(SMALL));
    }
    add(weights, "out", width, outputs, new Initial.Constant(0));
    return weights;
  }

  private void add(List<Weight> weights, String layer, int in, int out, Initial initial) {
    weights.add(Weight.trained(name + "." + layer + ".weight", initial, in, out));
    weights.add(Weight.trained(name + "." + layer + ".bias", initial, 1, out));
  }

  @Override
  public SDVariable apply(GraphScope scope, SDVariable x) {
    GraphScope network = scope.child(name);
    SDVariable value = linear(network, "in", x);
    for (int i = 0; i < blocks; i++) {
      SDVariable inner = linear(network, i + ".0", Mlp.activated(value));
      SDVariable outer = linear(network, i + ".1", Mlp.activated(inner));
      value = value.add(outer);
    }
    return linear(network, "out", value);
  }

  private static SDVariable linear(GraphScope network, String layer, SDVariable x) {
    return x.mmul(network.weight(layer + ".weight")).add(network.weight(layer + ".bias"));
  }
}
