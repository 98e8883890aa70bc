package normflow.flow;

import java.util.List;
import java.util.function.IntFunction;
import normflow.layer.ActNorm;
import normflow.layer.Affine;
import normflow.layer.Bound;
import normflow.layer.Layer;
import normflow.network.Conditioner;

/**
 * Steps of actnorm, a linear map and an affine coupling.
 *
 * <p>"Glow: Generative Flow with Invertible 1x1 Convolutions" (Kingma, Dhariwal, 2018).
 *
 * @param steps their number, 1 to 10,000
 * @param hidden widths of the hidden layers, or empty
 * @param bound how log-scales are bounded
 */
public record Glow(int steps, List<Integer> hidden, Bound bound, Base base)
    implements Architecture {
  public Glow {
    Stack.number("steps", steps);
    hidden = Stack.widths(hidden);
  }

  /** 8 steps. */
  public static Glow defaults() {
    return new Glow(8, List.of(), Bound.SOFT, Stack.BASE);
  }

  @Override
  public Glow settled(int width, Base left) {
    return new Glow(steps, Stack.sized(hidden, width), bound, Stack.settled(base, left));
  }

  @Override
  public List<Layer> layers(int dim) {
    Conditioner conditioner = new Conditioner(Stack.widths(hidden, dim), false);
    IntFunction<Layer> couplings = Stack.couplings(dim, new Affine(bound), conditioner);
    return Stack.repeated(
        steps, i -> Stack.mixing(dim, List.of(new ActNorm()), couplings.apply(i)));
  }
}
