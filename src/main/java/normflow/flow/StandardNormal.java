package normflow.flow;

import normflow.graph.GraphScope;
import org.nd4j.autodiff.samediff.SDVariable;

/** The base density N(0, I). */
final class StandardNormal {

  private StandardNormal() {}

  /** log N(z; 0, I) of each row of z (batch, dim): (batch, 1). */
  static SDVariable logDensity(GraphScope scope, SDVariable z) {
    double constant = 0.5 * scope.dim() * Math.log(2 * Math.PI);
    SDVariable squares = z.mul(z);
    SDVariable sum = scope.dim() == 1 ? squares : squares.sum(true, 1);
    return sum.mul(scope.scalar(0.5)).add(scope.scalar(constant)).neg();
  }
}
