package normflow.layer;

import static normflow.layer.Ops.softClip;
import static normflow.layer.Ops.tanh;

import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Initial;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/** How a log-scale is bounded. */
public enum Bound {
  /** tanh: a layer scales by 1/e to e. */
  TANH,
  /** a ⊙ tanh with a trained factor a for each column, 1 at the start. */
  LEARNED_TANH,
  /** s / (1 + |s| / c) with c = ln 100: a layer scales by 1/100 to 100. */
  SOFT;

  private static final String FACTOR = "scale_factor";
  private static final double SOFT_LIMIT = Math.log(100);

  /** The weights that bounding this number of log-scales takes. */
  public List<Weight> weights(int columns) {
    return this == LEARNED_TANH
        ? List.of(Weight.trained(FACTOR, new Initial.Constant(1), 1, columns))
        : List.of();
  }

  /** The bounded log-scales, of the shape of the given ones. */
  public SDVariable apply(GraphScope scope, SDVariable logScale) {
    return switch (this) {
      case TANH -> tanh(logScale);
      case LEARNED_TANH -> tanh(logScale).mul(scope.weight(FACTOR));
      case SOFT -> softClip(scope, logScale, SOFT_LIMIT);
    };
  }
}
