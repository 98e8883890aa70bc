package normflow.layer;

import static normflow.graph.GraphScope.rowSum;
import static normflow.layer.Ops.abs;
import static normflow.layer.Ops.atLeast;
import static normflow.layer.Ops.log;
import static normflow.layer.Ops.reciprocal;
import static normflow.layer.Ops.softplus;
import static normflow.layer.Ops.sqrt;

import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Initial;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Rows move towards a centre c or away from it: z = x + β h (x - c) with h = 1 / (α + r), r = |x -
 * c|, α = softplus(a) and β = softplus(b) - α, so that the map is invertible; log |det| = (dim - 1)
 * log(1 + β h) + log(1 + β α h²).
 *
 * <p>The inverse solves r² + (α + β - ρ) r - α ρ = 0 for the distance r, given the distance ρ of z.
 *
 * <p>"Variational Inference with Normalizing Flows" (Rezende, Mohamed, 2015).
 */
public record Radial() implements Layer {

  private static final String CENTRE = "centre";

  /** Added to squared distances, whose root has no derivative at zero. */
  private static final double TINY = 1e-12;

  @Override
  public List<Weight> weights(int dim, int context) {
    return List.of(
        Weight.trained(CENTRE, new Initial.Normal(1), 1, dim),
        Weight.trained("alpha", new Initial.Constant(0), 1, 1),
        Weight.trained("beta", new Initial.Normal(0.05), 1, 1));
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    SDVariable alpha = alpha(scope);
    SDVariable offset = x.sub(scope.weight(CENTRE));
    SDVariable near = reciprocal(distance(scope, offset).add(alpha));
    SDVariable pull = beta(scope, alpha).mul(near);
    return new Mapped(x.add(offset.mul(pull)), logDet(scope, alpha, near, pull));
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    SDVariable alpha = alpha(scope);
    SDVariable beta = beta(scope, alpha);
    SDVariable offset = z.sub(scope.weight(CENTRE));
    SDVariable far = distance(scope, offset);
    SDVariable linear = alpha.add(beta).sub(far);
    SDVariable product = alpha.mul(far);
    SDVariable root = sqrt(linear.mul(linear).add(product.mul(scope.scalar(4))));
    SDVariable larger = abs(linear).add(root).mul(scope.scalar(0.5));
    // Of the two forms of the root the one in which nothing cancels.
    SDVariable positive = atLeast(scope, linear, linear.mul(scope.scalar(0)));
    SDVariable negative = scope.scalar(1).sub(positive);
    SDVariable distance = positive.mul(product).mul(reciprocal(larger)).add(negative.mul(larger));
    SDVariable near = reciprocal(distance.add(alpha));
    SDVariable pull = beta.mul(near);
    SDVariable shrunk = offset.mul(reciprocal(pull.add(scope.scalar(1))));
    SDVariable value = scope.weight(CENTRE).add(shrunk);
    return new Mapped(value, logDet(scope, alpha, near, pull).neg());
  }

  private static SDVariable alpha(GraphScope scope) {
    return softplus(scope.weight("alpha"), scope.scalar(0));
  }

  private static SDVariable beta(GraphScope scope, SDVariable alpha) {
    return softplus(scope.weight("beta"), scope.scalar(0)).sub(alpha);
  }

  /** |offset| of each row: (batch, 1). */
  private static SDVariable distance(GraphScope scope, SDVariable offset) {
    return sqrt(rowSum(offset.mul(offset), scope.dim()).add(scope.scalar(TINY)));
  }

  private static SDVariable logDet(
      GraphScope scope, SDVariable alpha, SDVariable near, SDVariable pull) {
    SDVariable one = scope.scalar(1);
    SDVariable across = log(pull.add(one)).mul(scope.scalar(scope.dim() - 1.0));
    return across.add(log(pull.mul(alpha).mul(near).add(one)));
  }
}
