package normflow.network;

import static normflow.graph.GraphScope.concat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import normflow.graph.GraphScope;
import normflow.graph.Initial;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A multilayer perceptron whose outputs for column i depend on columns 0 to i - 1 and the context
 * only: a unit may see a number of columns, its degree, and its weights from units of a higher
 * degree are masked. Units are sorted by degree. Outputs are zero at the start.
 *
 * <p>"MADE: Masked Autoencoder for Distribution Estimation" (Germain, Gregor, Murray, Larochelle,
 * 2015).
 *
 * @param context number of columns of the context
 * @param inputs numbers of inputs of each column
 * @param hidden widths of the hidden layers
 * @param groups of outputs: in each the numbers of outputs for each column, which are side by side,
 *     column after column
 */
public record MaskedMlp(
    int context, List<Integer> inputs, List<Integer> hidden, List<List<Integer>> groups)
    implements Conditioner.Network {

  /**
   * One input for each column, and the same numbers of outputs for all of them.
   *
   * @param dim number of columns
   * @param sizes numbers of outputs for one column, of each group
   */
  public static MaskedMlp of(int dim, int context, List<Integer> hidden, List<Integer> sizes) {
    return new MaskedMlp(
        context,
        Collections.nCopies(dim, 1),
        hidden,
        sizes.stream().map(size -> Collections.nCopies(dim, size)).toList());
  }

  private int dim() {
    return inputs.size();
  }

  /**
   * The degrees of the units of every layer: the inputs (context first), the hidden layers, the
   * outputs.
   */
  private List<List<Integer>> degrees() {
    int dim = dim();
    List<List<Integer>> degrees = new ArrayList<>();
    // An input of degree i + 1 is what a unit that may see i + 1 columns sees of column i.
    degrees.add(
        Stream.concat(Collections.nCopies(context, 0).stream(), repeated(inputs, 1)).toList());
    int lowest = context > 0 ? 0 : Math.min(1, dim - 1);
    for (int width : hidden) {
      degrees.add(
          IntStream.range(0, width)
              .mapToObj(i -> lowest + (int) ((long) i * (dim - lowest) / width))
              .toList());
    }
    degrees.add(groups.stream().flatMap(group -> repeated(group, 0)).toList());
    return degrees;
  }

  /** Each index, {@code add} added, as often as its number says. */
  private static Stream<Integer> repeated(List<Integer> numbers, int add) {
    return IntStream.range(0, numbers.size())
        .boxed()
        .flatMap(i -> Collections.nCopies(numbers.get(i), i + add).stream());
  }

  public static int sum(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).sum();
  }

  private int linears() {
    return hidden.size() + 1;
  }

  private static String weight(int layer) {
    return "net." + layer + ".weight";
  }

  private static String bias(int layer) {
    return "net." + layer + ".bias";
  }

  @Override
  public List<Weight> weights() {
    List<Weight> weights = new ArrayList<>();
    for (int i = 0; i < linears(); i++) {
      int in = i == 0 ? context + sum(inputs) : hidden.get(i - 1);
      int out = i == linears() - 1 ? groups.stream().mapToInt(MaskedMlp::sum).sum() : hidden.get(i);
      // Half of the weights are masked.
      Initial initial =
          i == linears() - 1 ? new Initial.Constant(0) : new Initial.Uniform(Math.sqrt(2.0 / in));
      weights.add(Weight.trained(weight(i), initial, in, out));
      weights.add(Weight.trained(bias(i), initial, 1, out));
    }
    return weights;
  }

  @Override
  public SDVariable apply(GraphScope scope, SDVariable x) {
    SDVariable value = scope.withContextFirst(x);
    List<List<Integer>> degrees = degrees();
    for (int i = 0; i < linears(); i++) {
      SDVariable masked =
          scope.weight(weight(i)).mul(mask(scope, degrees.get(i), degrees.get(i + 1)));
      SDVariable linear = value.mmul(masked).add(scope.weight(bias(i)));
      value = i == linears() - 1 ? linear : Mlp.activated(linear);
    }
    return value;
  }

  private static SDVariable mask(GraphScope scope, List<Integer> from, List<Integer> to) {
    double[] mask = new double[from.size() * to.size()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = to.get(i % to.size()) >= from.get(i / to.size()) ? 1 : 0;
    }
    return scope.constant(mask, from.size(), to.size());
  }

  /** The outputs for column after column, each as soon as the columns before it are known. */
  public Sequence sequence(GraphScope scope) {
    return new Sequence(scope);
  }

  /** The outputs for column after column. */
  public final class Sequence {
    private final GraphScope scope;
    private final List<List<Integer>> degrees = degrees();

    /** Of each layer the units so far, side by side. */
    private final Map<Integer, SDVariable> known = new HashMap<>();

    private int column;

    private Sequence(GraphScope scope) {
      this.scope = scope;
      scope.context().ifPresent(context -> know(0, context));
    }

    private void know(int layer, SDVariable units) {
      known.merge(layer, units, (before, more) -> concat(List.of(before, more)));
    }

    /**
     * The outputs for the next column: of each group that has some (batch, their number).
     *
     * @param before the inputs of each column before it (batch, their number)
     */
    public List<SDVariable> next(List<SDVariable> before) {
      if (column > 0) {
        know(0, before.get(column - 1));
      }
      for (int layer = 1; layer < linears(); layer++) {
        int first = countBelow(layer, column);
        int end = countBelow(layer, column + 1);
        if (end > first) {
          SDVariable linear = linear(layer - 1, first, end - first);
          know(layer, Mlp.activated(linear));
        }
      }
      List<SDVariable> outputs = new ArrayList<>();
      int first = 0;
      for (List<Integer> group : groups) {
        int size = group.get(column);
        if (size > 0) {
          outputs.add(linear(linears() - 1, first + sum(group.subList(0, column)), size));
        }
        first += sum(group);
      }
      column++;
      return outputs;
    }

    /** The units of a layer whose degree is below {@code degree}: the first ones. */
    private int countBelow(int layer, int degree) {
      return (int) degrees.get(layer).stream().filter(own -> own < degree).count();
    }

    /** Of the layer behind {@code layer} some units, from all units that are known. */
    private SDVariable linear(int layer, int first, int count) {
      SDVariable bias =
          scope
              .weight(bias(layer))
              .getSameDiff()
              .slice(scope.weight(bias(layer)), new int[] {0, first}, new int[] {1, count});
      if (!known.containsKey(layer)) {
        return bias;
      }
      int rows = countBelow(layer, column + 1);
      SDVariable matrix =
          bias.getSameDiff()
              .slice(scope.weight(weight(layer)), new int[] {0, first}, new int[] {rows, count});
      return known.get(layer).mmul(matrix).add(bias);
    }
  }
}
