package normflow.flow;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.special.Gamma;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Independent columns of Student's t distribution, for data with heavy tails, which no flow with a
 * normal base and linear tails has.
 *
 * <p>"Tails of Lipschitz Triangular Flows" (Jaini, Kobyzev, Yu, Brubaker, 2020).
 *
 * @param degreesOfFreedom positive; the smaller, the heavier the tails
 */
public record StudentT(double degreesOfFreedom) implements Base {
  public StudentT {
    if (!(degreesOfFreedom > 0) || Double.isInfinite(degreesOfFreedom)) {
      throw new IllegalArgumentException(
          "degreesOfFreedom = " + degreesOfFreedom + ": must be a positive number");
    }
  }

  /** 5 degrees of freedom. */
  public static StudentT defaults() {
    return new StudentT(5);
  }

  @Override
  public List<Weight> weights(int dim) {
    return List.of();
  }

  @Override
  public SDVariable logDensity(GraphScope scope, SDVariable z) {
    double half = (degreesOfFreedom + 1) / 2;
    double constant =
        Gamma.logGamma(half)
            - Gamma.logGamma(degreesOfFreedom / 2)
            - 0.5 * Math.log(degreesOfFreedom * Math.PI);
    SDVariable ratio = z.mul(z).mul(scope.scalar(1 / degreesOfFreedom));
    SDVariable logs = z.getSameDiff().math().log1p(ratio);
    return GraphScope.rowSum(logs, scope.dim())
        .mul(scope.scalar(-half))
        .add(scope.scalar(constant * scope.dim()));
  }

  @Override
  public Optional<Distribution> distribution(Function<String, float[]> weights) {
    return Optional.of(Distribution.of(new TDistribution(degreesOfFreedom)));
  }

  @Override
  public Draws draws(int dim, Function<String, float[]> weights) {
    return (random, rows, offset) -> {
      for (int i = offset; i < offset + dim; i++) {
        rows[i] = (float) draw(random);
      }
    };
  }

  /** "Polar generation of random variates with the t-distribution" (Bailey, 1994). */
  private double draw(RandomGenerator random) {
    while (true) {
      double u = 2 * random.nextDouble() - 1;
      double v = 2 * random.nextDouble() - 1;
      double square = u * u + v * v;
      if (square > 0 && square <= 1) {
        double power = Math.pow(square, -2 / degreesOfFreedom);
        return u * Math.sqrt(degreesOfFreedom * (power - 1) / square);
      }
    }
  }
}
