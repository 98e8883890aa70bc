package normflow.flow;

import java.util.List;
import normflow.layer.ActNorm;
import normflow.layer.Affine;
import normflow.layer.Autoregressive;
import normflow.layer.Bound;
import normflow.layer.Layer;
import normflow.layer.Permutation;

/**
 * Autoregressive affine maps, each with an actnorm before it, in columns whose order is turned
 * round from one to the next.
 *
 * <p>"Masked Autoregressive Flow for Density Estimation" (Papamakarios, Pavlakou, Murray, 2017).
 *
 * @param transforms their number, 1 to 10,000
 * @param hidden widths of the hidden layers, or empty
 * @param bound how log-scales are bounded
 */
public record Maf(int transforms, List<Integer> hidden, Bound bound, Base base)
    implements Architecture {
  public Maf {
    Stack.number("transforms", transforms);
    hidden = Stack.widths(hidden);
    new Autoregressive(new Affine(bound), List.of(1));
  }

  /** 8 autoregressive maps. */
  public static Maf defaults() {
    return new Maf(8, List.of(), Bound.SOFT, Stack.BASE);
  }

  @Override
  public Maf settled(int width, Base left) {
    return new Maf(transforms, Stack.sized(hidden, width), bound, Stack.settled(base, left));
  }

  @Override
  public List<Layer> layers(int dim) {
    Layer map = new Autoregressive(new Affine(bound), Stack.widths(hidden, dim));
    Layer reversed = Permutation.reversed(dim);
    return Stack.repeated(transforms, i -> List.of(new ActNorm(), map, reversed));
  }
}
