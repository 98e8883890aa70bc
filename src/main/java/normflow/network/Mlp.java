package normflow.network;

import java.util.ArrayList;
import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Initial;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A multilayer perceptron with LeakyReLU(0.2) between its linear layers; the last one may start at
 * zero, so that a flow starts as the identity.
 *
 * <p>Linear layer i computes h W + b with {@code <name>.<i>.weight} (in, out) and {@code
 * <name>.<i>.bias} (1, out).
 *
 * @param name prefix of its weights
 * @param widths number of inputs, of each hidden layer, and of outputs
 * @param startsAtZero whether the last layer starts at zero, else as the others
 */
public record Mlp(String name, List<Integer> widths, boolean startsAtZero)
    implements Conditioner.Network {

  private static final double NEGATIVE_SLOPE = 0.2;

  /** One whose outputs are zero at the start. */
  public static Mlp of(String name, int inputs, List<Integer> hidden, int outputs) {
    List<Integer> widths = new ArrayList<>();
    widths.add(inputs);
    widths.addAll(hidden);
    widths.add(outputs);
    return new Mlp(name, List.copyOf(widths), true);
  }

  /** The same network, whose last layer starts at zero or as the others do. */
  public Mlp startingAtZero(boolean zero) {
    return new Mlp(name, widths, zero);
  }

  /** LeakyReLU(0.2) of every value. */
  static SDVariable activated(SDVariable x) {
    return x.getSameDiff().nn().leakyRelu(x, NEGATIVE_SLOPE);
  }

  @Override
  public List<Weight> weights() {
    List<Weight> weights = new ArrayList<>();
    int linears = widths.size() - 1;
    for (int i = 0; i < linears; i++) {
      int in = widths.get(i);
      int out = widths.get(i + 1);
      Initial initial =
          startsAtZero && i == linears - 1
              ? new Initial.Constant(0)
              : new Initial.Uniform(1 / Math.sqrt(in));
      weights.add(Weight.trained(name + "." + i + ".weight", initial, in, out));
      weights.add(Weight.trained(name + "." + i + ".bias", initial, 1, out));
    }
    return weights;
  }

  @Override
  public SDVariable apply(GraphScope scope, SDVariable x) {
    GraphScope network = scope.child(name);
    int linears = widths.size() - 1;
    SDVariable value = x;
    for (int i = 0; i < linears; i++) {
      SDVariable linear =
          value.mmul(network.weight(i + ".weight")).add(network.weight(i + ".bias"));
      value = i == linears - 1 ? linear : activated(linear);
    }
    return value;
  }
}
