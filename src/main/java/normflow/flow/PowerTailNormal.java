package normflow.flow;

import static normflow.layer.Ops.abs;
import static normflow.layer.Ops.clip;
import static normflow.layer.Ops.log;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Independent columns, each standard normal up to a distance k from 0 and proportional to |z|^-k²
 * beyond: continuous with its slope, and within a factor of 1 + 1e-5 of the standard normal up to
 * the default k = 4. The logarithm of the density of a row far from all data falls with the
 * logarithm of its distance, where a normal's falls with its square: through layers of affine maps,
 * which may carry such a row to 1e9, that is -5e2 nats a column instead of -5e17.
 *
 * <p>Tails by a power of the distance as in "Tails of Lipschitz Triangular Flows" (Jaini, Kobyzev,
 * Yu, Brubaker, 2020), the middle as in "Robust Estimation of a Location Parameter" (Huber, 1964).
 *
 * @param tailsFrom k, the distance where the tails begin, 2 to 10
 */
public record PowerTailNormal(double tailsFrom) implements Base {

  private static final NormalDistribution NORMAL = new NormalDistribution();

  public PowerTailNormal {
    if (!(tailsFrom >= 2 && tailsFrom <= 10)) {
      throw new IllegalArgumentException("tailsFrom = " + tailsFrom + ": must be from 2 to 10");
    }
  }

  /** Tails from 4 on. */
  public static PowerTailNormal defaults() {
    return new PowerTailNormal(4);
  }

  @Override
  public List<Weight> weights(int dim) {
    return List.of();
  }

  @Override
  public SDVariable logDensity(GraphScope scope, SDVariable z) {
    SDVariable middle = clip(z, -tailsFrom, tailsFrom);
    SDVariable distance = clip(abs(z), tailsFrom, Float.MAX_VALUE);
    SDVariable far = log(distance.mul(scope.scalar(1 / tailsFrom)));
    SDVariable falls =
        middle.mul(middle).mul(scope.scalar(0.5)).add(far.mul(scope.scalar(tailsFrom * tailsFrom)));
    double constant = 0.5 * Math.log(2 * Math.PI) + Math.log(mass());
    return GraphScope.rowSum(falls, scope.dim()).add(scope.scalar(constant * scope.dim())).neg();
  }

  /** The power by which the probability of being farther falls. */
  private double power() {
    return tailsFrom * tailsFrom - 1;
  }

  /** The integral of the normal density with these tails, of both of them and of all. */
  private double tails() {
    return 2 * NORMAL.density(tailsFrom) * tailsFrom / power();
  }

  private double mass() {
    return 1 - 2 * NORMAL.cumulativeProbability(-tailsFrom) + tails();
  }

  @Override
  public Optional<Distribution> distribution(Function<String, float[]> weights) {
    double mass = mass();
    double tail = tails() / 2 / mass;
    return Optional.of(
        new Distribution() {
          @Override
          public double cumulative(double z) {
            double farther =
                Math.abs(z) > tailsFrom ? tail * Math.pow(tailsFrom / Math.abs(z), power()) : 0;
            if (z < -tailsFrom) {
              return farther;
            }
            return z > tailsFrom
                ? 1 - farther
                : 0.5 + (NORMAL.cumulativeProbability(z) - 0.5) / mass;
          }

          @Override
          public double quantile(double p) {
            double farther = Math.min(p, 1 - p);
            if (farther < tail) {
              double distance = tailsFrom * Math.pow(tail / farther, 1 / power());
              return p < 0.5 ? -distance : distance;
            }
            double normal = 0.5 + (p - 0.5) * mass;
            return NORMAL.inverseCumulativeProbability(normal);
          }
        });
  }

  @Override
  public Draws draws(int dim, Function<String, float[]> weights) {
    double tails = tails() / mass();
    return (random, rows, offset) -> {
      for (int i = offset; i < offset + dim; i++) {
        rows[i] = (float) draw(random, tails);
      }
    };
  }

  private double draw(RandomGenerator random, double tails) {
    if (random.nextDouble() < tails) {
      double distance = tailsFrom * Math.pow(1 - random.nextDouble(), -1 / power());
      return random.nextBoolean() ? distance : -distance;
    }
    while (true) {
      double z = random.nextGaussian();
      if (Math.abs(z) <= tailsFrom) {
        return z;
      }
    }
  }
}
