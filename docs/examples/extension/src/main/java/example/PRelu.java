package example;

import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Initial;
import normflow.graph.Weight;
import normflow.layer.CustomLayer;
import normflow.layer.Ops;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Each column bent at 0: z = x where x ≥ 0, else x exp(s) with a trained s a column.
 *
 * <p>The parametric unit of "Delving Deep into Rectifiers" (He, Zhang, Ren, Sun, 2015), whose slope
 * is positive here, so that it can be undone; log |det ∂z/∂x| = Σ s over the columns below 0.
 *
 * @param slope exp(s) before the first step
 */
public record PRelu(double slope) implements CustomLayer {

  /** What {@code slope} is where a text does not say. */
  public PRelu() {
    this(0.9);
  }

  @Override
  public List<Weight> weights(int dim, int context) {
    return List.of(Weight.trained("log_slope", new Initial.Constant(Math.log(slope)), 1, dim));
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    return bent(scope, x, scope.weight("log_slope"));
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    return bent(scope, z, scope.weight("log_slope").neg());
  }

  private static Mapped bent(GraphScope scope, SDVariable x, SDVariable logSlope) {
    SDVariable above = Ops.atLeast(scope, x, scope.scalar(0));
    SDVariable logSlopes = logSlope.mul(scope.scalar(1).sub(above));
    return new Mapped(x.mul(Ops.exp(logSlopes)), GraphScope.rowSum(logSlopes, scope.dim()));
  }
}
