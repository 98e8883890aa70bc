package normflow.layer;

import static normflow.layer.Ops.exp;

import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Initial;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * z = x L U + b with a unit lower triangular L and an upper triangular U with a positive diagonal;
 * log |det| = Σ log U_ii.
 *
 * <p>One trained (dim, dim) matrix holds L below its diagonal, U above it, and log U_ii on it; at
 * zero the layer is the identity.
 *
 * <p>"Glow: Generative Flow with Invertible 1x1 Convolutions" (Kingma, Dhariwal, 2018); "Emerging
 * Convolutions for Generative Normalizing Flows" (Hoogeboom, van den Berg, Welling, 2019).
 */
public record LuLinear() implements Layer {

  private static final String MATRIX = "matrix";
  private static final String BIAS = "bias";

  @Override
  public List<Weight> weights(int dim, int context) {
    return List.of(
        Weight.trained(MATRIX, new Initial.Constant(0), dim, dim),
        Weight.trained(BIAS, new Initial.Constant(0), 1, dim));
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    SDVariable value = x.mmul(lower(scope)).mmul(upper(scope)).add(scope.weight(BIAS));
    return new Mapped(value, logDet(scope));
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    SDVariable value =
        z.sub(scope.weight(BIAS))
            .mmul(inverse(scope, upper(scope), false))
            .mmul(inverse(scope, lower(scope), true));
    return new Mapped(value, logDet(scope).neg());
  }

  private static SDVariable lower(GraphScope scope) {
    return scope.weight(MATRIX).mul(part(scope, -1)).add(part(scope, 0));
  }

  private static SDVariable upper(GraphScope scope) {
    SDVariable diagonal = part(scope, 0);
    SDVariable matrix = scope.weight(MATRIX);
    return matrix.mul(part(scope, 1)).add(exp(matrix.mul(diagonal)).mul(diagonal));
  }

  private static SDVariable logDet(GraphScope scope) {
    SDVariable sum = scope.weight(MATRIX).mul(part(scope, 0)).sum();
    return sum.reshape(1, 1);
  }

  private static SDVariable inverse(GraphScope scope, SDVariable triangle, boolean lower) {
    return triangle.getSameDiff().linalg().triangularSolve(triangle, part(scope, 0), lower, false);
  }

  /** Ones below (-1), on (0) or above (1) the diagonal, zeros elsewhere: (dim, dim). */
  private static SDVariable part(GraphScope scope, int side) {
    int dim = scope.dim();
    double[] values = new double[dim * dim];
    for (int i = 0; i < values.length; i++) {
      values[i] = Integer.compare(i % dim, i / dim) == side ? 1 : 0;
    }
    return scope.constant(values, dim, dim);
  }
}
