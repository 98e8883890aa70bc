package normflow.layer;

import static normflow.graph.GraphScope.rowSum;
import static normflow.layer.Ops.concat;
import static normflow.layer.Ops.withContext;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import normflow.network.Conditioner;
import normflow.text.Shown;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Some columns pass unchanged; a network of them and of the context gives the parameters of the map
 * of every other column; log |det| is the sum of the logarithms of its slopes.
 *
 * <p>"NICE: Non-linear Independent Components Estimation" (Dinh, Krueger, Bengio, 2015).
 *
 * @param unchanged indices of the columns that pass unchanged, ascending
 * @param map of the other columns
 * @param conditioner the network
 */
public record Coupling(List<Integer> unchanged, Univariate map, Conditioner conditioner)
    implements Layer {

  private static final String NETWORK = "net";

  public Coupling {
    unchanged = List.copyOf(unchanged);
    for (int i = 0; i < unchanged.size(); i++) {
      int least = i == 0 ? 0 : unchanged.get(i - 1) + 1;
      if (unchanged.get(i) < least) {
        throw new IllegalArgumentException(
            "unchanged[" + i + "] = " + unchanged.get(i) + ": must be at least " + least);
      }
    }
  }

  /**
   * One that leaves every other column unchanged.
   *
   * @param parity 0 for the columns 0, 2, ... and 1 for the columns 1, 3, ...
   */
  public static Coupling alternating(int dim, int parity, Univariate map, Conditioner conditioner) {
    List<Integer> unchanged =
        IntStream.range(0, dim).filter(i -> i % 2 == parity % 2).boxed().toList();
    return new Coupling(unchanged, map, conditioner);
  }

  @Override
  public List<Weight> weights(int dim, int context) {
    if (unchanged.isEmpty() && context == 0) {
      throw new IllegalArgumentException(
          "unchanged = []: without a context a coupling needs a column that passes unchanged, and so"
              + " two columns or more; planar and radial flows take one");
    }
    if (!unchanged.isEmpty() && unchanged.get(unchanged.size() - 1) >= dim) {
      throw new IllegalArgumentException(
          "unchanged = " + Shown.value(unchanged) + ": the columns are 0 to " + (dim - 1));
    }
    int changed = dim - unchanged.size();
    if (changed == 0) {
      throw new IllegalArgumentException(
          "unchanged = " + Shown.value(unchanged) + ": leaves no column to change of " + dim);
    }
    List<Weight> weights = new ArrayList<>(network(unchanged.size() + context, changed).weights());
    weights.addAll(map.weights(changed));
    return weights;
  }

  private Conditioner.Network network(int inputs, int changed) {
    return conditioner.network(NETWORK, inputs, changed * map.parameters());
  }

  @Override
  public boolean takesContext() {
    return true;
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    return mapped(scope, x, true);
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    return mapped(scope, z, false);
  }

  private Mapped mapped(GraphScope scope, SDVariable rows, boolean toBase) {
    int dim = scope.dim();
    List<Integer> others = Selection.rest(dim, unchanged);
    SDVariable moved = Selection.of(scope, rows, dim, others);
    SDVariable kept = unchanged.isEmpty() ? null : Selection.of(scope, rows, dim, unchanged);
    SDVariable input = kept == null ? scope.context().orElseThrow() : withContext(scope, kept);
    int inputs = unchanged.size() + scope.contextColumns();
    SDVariable output = network(inputs, others.size()).apply(scope, input);
    List<SDVariable> parameters = map.split(scope, output, others.size());
    Univariate.Mapped mapped =
        toBase
            ? map.toBase(scope, moved, others.size(), parameters)
            : map.toData(scope, moved, others.size(), parameters);
    return new Mapped(
        kept == null ? mapped.value() : merged(scope, kept, mapped.value(), others),
        rowSum(mapped.logSlope(), others.size()));
  }

  private SDVariable merged(
      GraphScope scope, SDVariable kept, SDVariable moved, List<Integer> others) {
    List<Integer> order = Stream.concat(unchanged.stream(), others.stream()).toList();
    SDVariable together = concat(List.of(kept, moved));
    return Selection.of(scope, together, order.size(), Selection.inverse(order));
  }
}
