package normflow.layer;

import static normflow.graph.GraphScope.rowSum;
import static normflow.layer.Ops.exp;
import static normflow.layer.Ops.log;
import static normflow.layer.Ops.reciprocal;
import static normflow.layer.Ops.sqrt;

import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Initial;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Each column scaled and shifted by trained numbers, which start where the data before the first
 * step have mean 0 and variance 1: z = (x - μ) / √(σ² + ε) ⊙ exp(s) + b with the mean μ and
 * variance σ² of those data, s = b = 0 at the start; log |det| = Σ (s - ½ log(σ² + ε)).
 *
 * <p>μ and σ² are set once, by a pass over all rows; the weight {@code initialised} is 1 from then
 * on.
 *
 * <p>"Glow: Generative Flow with Invertible 1x1 Convolutions" (Kingma, Dhariwal, 2018).
 */
public record ActNorm() implements Layer {

  private static final String MEAN = "initial_mean";
  private static final String VARIANCE = "initial_variance";
  private static final String LOG_SCALE = "log_scale";
  private static final String SHIFT = "shift";
  private static final String FLAG = "initialised";
  private static final double EPSILON = 1e-6;

  @Override
  public List<Weight> weights(int dim, int context) {
    return List.of(
        Weight.trained(LOG_SCALE, new Initial.Constant(0), 1, dim),
        Weight.trained(SHIFT, new Initial.Constant(0), 1, dim),
        Weight.initial(MEAN, new Initial.Constant(0), 1, dim),
        Weight.initial(VARIANCE, new Initial.Constant(1), 1, dim),
        Weight.flag(FLAG));
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    GraphScope.Statistics statistics = scope.initialStatistics(x, MEAN, VARIANCE, FLAG);
    SDVariable variance = statistics.variance().add(scope.scalar(EPSILON));
    SDVariable scale = exp(scope.weight(LOG_SCALE)).mul(reciprocal(sqrt(variance)));
    SDVariable value = x.sub(statistics.mean()).mul(scale).add(scope.weight(SHIFT));
    return new Mapped(value, logDet(scope, variance));
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    SDVariable variance = scope.weight(VARIANCE).add(scope.scalar(EPSILON));
    SDVariable scale = sqrt(variance).mul(exp(scope.weight(LOG_SCALE).neg()));
    SDVariable value = z.sub(scope.weight(SHIFT)).mul(scale).add(scope.weight(MEAN));
    return new Mapped(value, logDet(scope, variance).neg());
  }

  private static SDVariable logDet(GraphScope scope, SDVariable variance) {
    SDVariable half = log(variance).mul(scope.scalar(0.5));
    return rowSum(scope.weight(LOG_SCALE).sub(half), scope.dim());
  }
}
