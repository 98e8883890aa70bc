package normflow.layer;

import static normflow.layer.Ops.exp;

import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * z = x exp(s) + t.
 *
 * <p>"Density estimation using Real NVP" (Dinh, Sohl-Dickstein, Bengio, 2017); "Masked
 * Autoregressive Flow for Density Estimation" (Papamakarios, Pavlakou, Murray, 2017).
 *
 * @param bound how the log-scale s is bounded
 */
public record Affine(Bound bound) implements Univariate {

  @Override
  public List<Integer> groups() {
    return List.of(1, 1);
  }

  @Override
  public List<Weight> weights(int columns) {
    return bound.weights(columns);
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x, int columns, List<SDVariable> parameters) {
    SDVariable logScale = bound.apply(scope, parameters.get(0));
    return new Mapped(x.mul(exp(logScale)).add(parameters.get(1)), logScale);
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z, int columns, List<SDVariable> parameters) {
    SDVariable logScale = bound.apply(scope, parameters.get(0)).neg();
    return new Mapped(z.sub(parameters.get(1)).mul(exp(logScale)), logScale);
  }
}
