package normflow.layer;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import normflow.text.Shown;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Columns in another, fixed order: z_i = x_{order[i]}; log |det| = 0.
 *
 * <p>Before an {@link LuLinear} it makes a learned generalisation of a permutation, the PLU
 * decomposition of "Glow: Generative Flow with Invertible 1x1 Convolutions" (Kingma, Dhariwal,
 * 2018).
 *
 * @param order each index from 0 to dim - 1 once
 */
public record Permutation(List<Integer> order) implements Layer {

  public Permutation {
    order = List.copyOf(order);
    List<Integer> sorted = order.stream().sorted().toList();
    if (!sorted.equals(IntStream.range(0, order.size()).boxed().toList())) {
      throw new IllegalArgumentException(
          "order = "
              + Shown.value(order)
              + ": must have each index from 0 to "
              + (order.size() - 1)
              + " once");
    }
  }

  /** The last column first. */
  public static Permutation reversed(int dim) {
    return new Permutation(IntStream.range(0, dim).mapToObj(i -> dim - 1 - i).toList());
  }

  /** A random order. */
  public static Permutation random(int dim, long seed) {
    List<Integer> order = IntStream.range(0, dim).boxed().collect(Collectors.toList());
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = dim - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
    return new Permutation(order);
  }

  @Override
  public List<Weight> weights(int dim, int context) {
    if (order.size() != dim) {
      throw new IllegalArgumentException(
          "order = "
              + Shown.value(order)
              + ": must have one index for each of "
              + dim
              + " columns");
    }
    return List.of();
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    return mapped(scope, x, order);
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    return mapped(scope, z, Selection.inverse(order));
  }

  private static Mapped mapped(GraphScope scope, SDVariable x, List<Integer> order) {
    // A variable of its own, also where the order is that of x.
    SDVariable value = x.getSameDiff().identity(Selection.of(scope, x, order.size(), order));
    return new Mapped(value, scope.scalar(0));
  }
}
