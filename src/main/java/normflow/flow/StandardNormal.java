package normflow.flow;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.nd4j.autodiff.samediff.SDVariable;

/** N(0, I). */
public record StandardNormal() implements Base {
  @Override
  public List<Weight> weights(int dim) {
    return List.of();
  }

  @Override
  public SDVariable logDensity(GraphScope scope, SDVariable z) {
    double constant = 0.5 * scope.dim() * Math.log(2 * Math.PI);
    SDVariable sum = GraphScope.rowSum(z.mul(z), scope.dim());
    return sum.mul(scope.scalar(0.5)).add(scope.scalar(constant)).neg();
  }

  @Override
  public Optional<Distribution> distribution(Function<String, float[]> weights) {
    return Optional.of(Distribution.of(new NormalDistribution()));
  }

  @Override
  public Draws draws(int dim, Function<String, float[]> weights) {
    return (random, rows, offset) -> {
      for (int i = offset; i < offset + dim; i++) {
        rows[i] = (float) random.nextGaussian();
      }
    };
  }
}
