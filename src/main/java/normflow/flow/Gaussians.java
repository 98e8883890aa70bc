package normflow.flow;

import java.util.List;
import normflow.layer.Affine;
import normflow.layer.Bound;
import normflow.layer.Coupling;
import normflow.layer.Layer;
import normflow.layer.LuLinear;
import normflow.network.Conditioner;

/**
 * Gaussians behind a linear map, the least that a flow has to beat: one of full covariance, or a
 * mixture. Given a context, a network of it moves and scales the columns.
 *
 * @param components 1, or those of a mixture with trained weights, means and deviations
 */
public record Gaussians(int components) implements Architecture {

  public Gaussians {
    new GaussianMixture(components);
  }

  /** One. */
  public static Gaussians defaults() {
    return new Gaussians(1);
  }

  @Override
  public Base base() {
    return components == 1 ? new StandardNormal() : new GaussianMixture(components);
  }

  /** So that before its first step it is the Gaussian of the rows. */
  @Override
  public boolean beginsWhitened() {
    return true;
  }

  @Override
  public List<Layer> layers(int dim) {
    return List.of(new LuLinear());
  }

  @Override
  public Flow flow(int dim, int context) {
    Flow.requireColumns(dim, context);
    Conditioner network = new Conditioner(Stack.widths(List.of(), dim), false);
    Layer moved = new Coupling(List.of(), new Affine(Bound.SOFT), network);
    List<Layer> layers = context == 0 ? layers(dim) : List.of(moved, new LuLinear());
    return new Flow(dim, context, base(), layers);
  }
}
