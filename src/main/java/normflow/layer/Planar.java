package normflow.layer;

import static normflow.graph.GraphScope.rowSum;
import static normflow.layer.Ops.abs;
import static normflow.layer.Ops.log;
import static normflow.layer.Ops.max;
import static normflow.layer.Ops.sign;
import static normflow.layer.Ops.softplus;
import static normflow.layer.Ops.tanh;

import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Initial;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Planar flow: z = x + û tanh(w·x + b), where û = u + (m(w·u) - w·u) w / |w|² keeps w·û &gt; -1, so
 * that the map is invertible. 2 dim + 1 parameters.
 *
 * <p>With p = 1 + w·û = softplus(w·u + c) &gt; 0 and t = tanh(w·x + b), the log-determinant is
 * log(p (1 - t²) + t²): a convex combination of p and 1, positive without any guard.
 *
 * <p>"Variational Inference with Normalizing Flows" (Rezende, Mohamed, 2015), equations 10 to 12
 * and appendix A.1.
 *
 * @param centred c = log(e - 1), so that u = 0 is the identity map; otherwise c = 0 as published,
 *     where u = 0 gives w·û = log 2 - 1
 * @param start where its weights start
 */
public record Planar(boolean centred, Start start) implements Layer {

  /** How the weights are drawn before training. */
  public enum Start {
    /**
     * |w| = 1 in a random direction, u ~ N(0, 0.05²), b ~ N(0, 1): bends that cut the data apart.
     */
    SPREAD,
    /** All of them uniform on [-1/√dim, 1/√dim), as linear layers of networks often start. */
    UNIFORM,
    /** All of them ~ N(0, 0.01²): bends that all lie at the origin and hardly bend. */
    SMALL
  }

  /** One whose weights start spread. */
  public Planar(boolean centred) {
    this(centred, Start.SPREAD);
  }

  /** Below it a float sum with 1 is lost, and the inverse with it. */
  private static final double LEAST_SLOPE = 1e-6;

  /**
   * Newton's error falls by a third a step at the flattest slope and quadratically elsewhere; this
   * many reach double precision wherever float could tell.
   */
  private static final int NEWTON_STEPS = 20;

  @Override
  public List<Weight> weights(int dim, int context) {
    Initial uniform = new Initial.Uniform(1 / Math.sqrt(dim));
    Initial small = new Initial.Normal(0.01);
    return switch (start) {
      case SPREAD ->
          weights(dim, new Initial.UnitVector(), new Initial.Normal(0.05), new Initial.Normal(1));
      case UNIFORM -> weights(dim, uniform, uniform, uniform);
      case SMALL -> weights(dim, small, small, small);
    };
  }

  private static List<Weight> weights(int dim, Initial w, Initial u, Initial b) {
    return List.of(
        Weight.trained("w", w, 1, dim),
        Weight.trained("u", u, 1, dim),
        Weight.trained("b", b, 1, 1));
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    Direction direction = direction(scope);
    SDVariable bend = tanh(argument(scope, x));
    return new Mapped(x.add(bend.mul(direction.u)), logSlope(scope, direction, bend));
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    Direction direction = direction(scope);
    SDVariable target = argument(scope, z);
    SDVariable bend = tanh(solve(scope, direction.slope, target));
    return new Mapped(z.sub(bend.mul(direction.u)), logSlope(scope, direction, bend).neg());
  }

  /** w·x + b of each row: (batch, 1). */
  private static SDVariable argument(GraphScope scope, SDVariable x) {
    return rowSum(x.mul(scope.weight("w")), scope.dim()).add(scope.weight("b"));
  }

  /** û (1, dim) and p = 1 + w·û (1, 1). */
  private record Direction(SDVariable u, SDVariable slope) {}

  private Direction direction(GraphScope scope) {
    SDVariable w = scope.weight("w");
    SDVariable u = scope.weight("u");
    int dim = scope.dim();
    SDVariable product = rowSum(u.mul(w), dim);
    SDVariable shifted = centred ? product.add(scope.scalar(Math.log(Math.E - 1))) : product;
    SDVariable slope = softplus(shifted, scope.scalar(0)).add(scope.scalar(LEAST_SLOPE));
    SDVariable squares = max(rowSum(w.mul(w), dim), scope.scalar(1e-12));
    SDVariable shift = slope.sub(scope.scalar(1)).sub(product).div(squares);
    return new Direction(u.add(w.mul(shift)), slope);
  }

  private static SDVariable logSlope(GraphScope scope, Direction direction, SDVariable bend) {
    SDVariable square = bend.mul(bend);
    SDVariable rest = scope.scalar(1).sub(square);
    return log(rest.mul(direction.slope).add(square));
  }

  /**
   * The root a of a + k tanh(a) = s with k = p - 1 &gt; -1, by Newton's method.
   *
   * <p>The left side is odd, so |s| is solved for. On a &gt;= 0 it is concave for k &gt;= 0 and
   * convex for k &lt; 0; from max(s / (1 + k), s - k), which lies left of the root for k &gt;= 0
   * (and is s - k, right of the root, for k &lt; 0), Newton's iterates approach the root from one
   * side and cannot leave.
   */
  private static SDVariable solve(GraphScope scope, SDVariable slope, SDVariable target) {
    SDVariable one = scope.scalar(1);
    SDVariable k = slope.sub(one);
    SDVariable size = abs(target);
    SDVariable positive = max(k, scope.scalar(0));
    SDVariable concaveStart = size.div(positive.add(one));
    SDVariable root = max(concaveStart, size.sub(k));
    for (int i = 0; i < NEWTON_STEPS; i++) {
      SDVariable bend = tanh(root);
      SDVariable error = root.add(bend.mul(k)).sub(size);
      SDVariable derivative = slope.sub(bend.mul(bend).mul(k));
      root = root.sub(error.div(derivative));
    }
    return root.mul(sign(target));
  }
}
