package normflow.flow;

import java.util.List;
import normflow.layer.Autoregressive;
import normflow.layer.Layer;
import normflow.layer.LuLinear;
import normflow.layer.Permutation;
import normflow.layer.RationalQuadratic;

/**
 * Autoregressive splines, each after a linear map: RQ-NSF (AR).
 *
 * <p>"Neural Spline Flows" (Durkan, Bekasov, Murray, Papamakarios, 2019).
 *
 * @param transforms their number, 1 to 10,000
 * @param hidden widths of the hidden layers, or empty
 * @param bins of a spline
 * @param tail beyond which splines are the identity
 */
public record NsfAr(int transforms, List<Integer> hidden, int bins, double tail, Base base)
    implements Architecture {
  public NsfAr {
    Stack.number("transforms", transforms);
    hidden = Stack.widths(hidden);
    new RationalQuadratic(bins, tail);
  }

  /** 3 autoregressive maps of 16 bins. */
  public static NsfAr defaults() {
    return new NsfAr(3, List.of(), 16, 3, Stack.BASE);
  }

  @Override
  public NsfAr settled(int width, Base left) {
    return new NsfAr(transforms, Stack.sized(hidden, width), bins, tail, Stack.settled(base, left));
  }

  @Override
  public List<Layer> layers(int dim) {
    Layer map = new Autoregressive(new RationalQuadratic(bins, tail), Stack.widths(hidden, dim));
    Layer reversed = Permutation.reversed(dim);
    return Stack.repeated(transforms, i -> List.of(new LuLinear(), map, reversed));
  }
}
