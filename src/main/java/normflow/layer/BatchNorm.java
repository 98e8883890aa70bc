package normflow.layer;

import static normflow.graph.GraphScope.rowSum;
import static normflow.layer.Ops.exp;
import static normflow.layer.Ops.log;
import static normflow.layer.Ops.sqrt;

import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Initial;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Batch normalisation as a flow: z = (x - μ) / √(σ² + ε) ⊙ exp(γ) + β, with log |det| = Σ (γ - ½
 * log(σ² + ε)); μ and σ² are the statistics of the batch in training and running ones in
 * evaluation, and only there is the map a density's: it then treats every row alike.
 *
 * <p>"Density estimation using Real NVP" (Dinh, Sohl-Dickstein, Bengio, 2017), section 3.7.
 *
 * @param epsilon ε, positive
 */
public record BatchNorm(double epsilon) implements Layer {

  private static final String MEAN = "running_mean";
  private static final String VARIANCE = "running_variance";

  public BatchNorm {
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon = " + epsilon + ": must be positive");
    }
  }

  @Override
  public List<Weight> weights(int dim, int context) {
    return List.of(
        Weight.trained("log_scale", new Initial.Constant(0), 1, dim),
        Weight.trained("shift", new Initial.Constant(0), 1, dim),
        Weight.running(MEAN, new Initial.Constant(0), 1, dim),
        Weight.running(VARIANCE, new Initial.Constant(1), 1, dim));
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    GraphScope.Statistics statistics = scope.statistics(x, MEAN, VARIANCE);
    SDVariable variance = statistics.variance().add(scope.scalar(epsilon));
    SDVariable logScale = scope.weight("log_scale");
    SDVariable scale = exp(logScale).div(sqrt(variance));
    SDVariable value = x.sub(statistics.mean()).mul(scale).add(scope.weight("shift"));
    return new Mapped(value, logDet(scope, logScale, variance));
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    SDVariable variance = scope.weight(VARIANCE).add(scope.scalar(epsilon));
    SDVariable logScale = scope.weight("log_scale");
    SDVariable scale = sqrt(variance).div(exp(logScale));
    SDVariable value = z.sub(scope.weight("shift")).mul(scale).add(scope.weight(MEAN));
    return new Mapped(value, logDet(scope, logScale, variance).neg());
  }

  private static SDVariable logDet(GraphScope scope, SDVariable logScale, SDVariable variance) {
    return rowSum(logScale.sub(log(variance).mul(scope.scalar(0.5))), scope.dim());
  }
}
