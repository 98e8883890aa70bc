package normflow.flow;

import java.util.List;
import java.util.function.IntFunction;
import normflow.layer.Layer;
import normflow.layer.RationalQuadratic;
import normflow.network.Conditioner;

/**
 * Spline couplings, each after a linear map: RQ-NSF (C).
 *
 * <p>"Neural Spline Flows" (Durkan, Bekasov, Murray, Papamakarios, 2019).
 *
 * @param transforms their number, 1 to 10,000
 * @param hidden widths of the hidden layers, or of the blocks, or empty
 * @param residual whether the networks have skip connections
 * @param bins of a spline
 * @param tail beyond which splines are the identity
 */
public record Nsf(
    int transforms, List<Integer> hidden, boolean residual, int bins, double tail, Base base)
    implements Architecture {
  public Nsf {
    Stack.number("transforms", transforms);
    hidden = Stack.widths(hidden);
    new RationalQuadratic(bins, tail);
    new Conditioner(Stack.widths(hidden, 1), residual);
  }

  /** 6 couplings of 16 bins. */
  public static Nsf defaults() {
    return new Nsf(6, List.of(), false, 16, 3, Stack.BASE);
  }

  @Override
  public Nsf settled(int width, Base left) {
    return new Nsf(
        transforms, Stack.sized(hidden, width), residual, bins, tail, Stack.settled(base, left));
  }

  @Override
  public List<Layer> layers(int dim) {
    Conditioner conditioner = new Conditioner(Stack.widths(hidden, dim), residual);
    RationalQuadratic spline = new RationalQuadratic(bins, tail);
    IntFunction<Layer> couplings = Stack.couplings(dim, spline, conditioner);
    return Stack.repeated(transforms, i -> Stack.mixing(dim, List.of(), couplings.apply(i)));
  }
}
