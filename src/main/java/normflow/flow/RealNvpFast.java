package normflow.flow;

import java.util.List;
import java.util.function.IntFunction;
import normflow.layer.ActNorm;
import normflow.layer.Affine;
import normflow.layer.Bound;
import normflow.layer.Layer;
import normflow.network.Conditioner;

/**
 * Affine couplings with one network over the columns that it needs, between actnorms.
 *
 * @param couplings their number, 1 to 10,000
 * @param hidden widths of the hidden layers, or empty
 * @param bound how log-scales are bounded
 */
public record RealNvpFast(int couplings, List<Integer> hidden, Bound bound, Base base)
    implements Architecture {
  public RealNvpFast {
    Stack.number("couplings", couplings);
    hidden = Stack.widths(hidden);
  }

  /** 8 couplings. */
  public static RealNvpFast defaults() {
    return new RealNvpFast(8, List.of(), Bound.SOFT, Stack.BASE);
  }

  @Override
  public RealNvpFast settled(int width, Base left) {
    return new RealNvpFast(couplings, Stack.sized(hidden, width), bound, Stack.settled(base, left));
  }

  @Override
  public List<Layer> layers(int dim) {
    Conditioner conditioner = new Conditioner(Stack.widths(hidden, dim), false);
    IntFunction<Layer> both = Stack.couplings(dim, new Affine(bound), conditioner);
    return Stack.repeated(couplings, i -> List.of(new ActNorm(), both.apply(i)));
  }
}
