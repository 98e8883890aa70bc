package normflow.flow;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.nd4j.autodiff.samediff.SDVariable;

/** The uniform distribution on (0, 1) in each column, where {@code Mixed} ends. */
public record StandardUniform() implements Base {

  private static final int STEPS = 1 << 24;

  @Override
  public List<Weight> weights(int dim) {
    return List.of();
  }

  /** 0 wherever z is: what a flow maps to the base is inside. */
  @Override
  public SDVariable logDensity(GraphScope scope, SDVariable z) {
    return scope.scalar(0);
  }

  @Override
  public Optional<Distribution> distribution(Function<String, float[]> weights) {
    return Optional.of(Distribution.of(new UniformRealDistribution()));
  }

  @Override
  public Draws draws(int dim, Function<String, float[]> weights) {
    return (random, rows, offset) -> {
      for (int i = offset; i < offset + dim; i++) {
        rows[i] = (random.nextInt(STEPS) + 0.5f) / STEPS;
      }
    };
  }
}
