package normflow.flow;

import java.util.ArrayList;
import java.util.List;
import normflow.layer.Affine;
import normflow.layer.Autoregressive;
import normflow.layer.Bound;
import normflow.layer.Layer;
import normflow.layer.Permutation;
import normflow.layer.RationalQuadratic;

/**
 * Few columns given a context, also a single one: autoregressive affine maps, which take mean and
 * spread of a column from the context and the columns before it, and an autoregressive spline for
 * the shape that remains.
 *
 * <p>"Masked Autoregressive Flow for Density Estimation" (Papamakarios, Pavlakou, Murray, 2017);
 * "Neural Spline Flows" (Durkan, Bekasov, Murray, Papamakarios, 2019).
 *
 * @param transforms number of affine maps before the spline, 1 to 10,000
 * @param hidden widths of the hidden layers, or empty
 * @param bins of the spline
 * @param tail beyond which the spline is the identity
 */
public record Regression(int transforms, List<Integer> hidden, int bins, double tail, Base base)
    implements Architecture {
  public Regression {
    Stack.number("transforms", transforms);
    hidden = Stack.widths(hidden);
    new RationalQuadratic(bins, tail);
  }

  /** 3 affine maps and a spline of 8 bins. */
  public static Regression defaults() {
    return new Regression(3, List.of(), 8, 3, Stack.BASE);
  }

  @Override
  public Regression settled(int width, Base left) {
    return new Regression(
        transforms, Stack.sized(hidden, width), bins, tail, Stack.settled(base, left));
  }

  @Override
  public List<Layer> layers(int dim) {
    List<Integer> widths = Stack.widths(hidden, dim);
    Layer affine = new Autoregressive(new Affine(Bound.SOFT), widths);
    List<Layer> step = dim == 1 ? List.of(affine) : List.of(affine, Permutation.reversed(dim));
    List<Layer> layers = new ArrayList<>(Stack.repeated(transforms, i -> step));
    layers.add(new Autoregressive(new RationalQuadratic(bins, tail), widths));
    return layers;
  }
}
