package normflow.flow;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import normflow.graph.GraphScope;
import normflow.graph.Initial;
import normflow.graph.Weight;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A mixture of Gaussians with trained weights, means and diagonal deviations, for data in separate
 * pieces, which a flow with one piece at its base joins by thin bridges.
 *
 * <p>"Semi-Supervised Learning with Normalizing Flows" (Izmailov, Kirichenko, Finzi, Wilson, 2020).
 *
 * @param components their number, 1 to 1,000
 */
public record GaussianMixture(int components) implements Base {
  private static final String WEIGHTS = "log_weights";
  private static final String MEANS = "means";
  private static final String SCALES = "log_scales";

  private static final int BISECTIONS = 60;

  public GaussianMixture {
    if (components < 1 || components > 1000) {
      throw new IllegalArgumentException(
          "components = " + components + ": must be from 1 to 1,000");
    }
  }

  @Override
  public List<Weight> weights(int dim) {
    return List.of(
        Weight.trained(WEIGHTS, new Initial.Constant(0), 1, components),
        Weight.trained(MEANS, new Initial.Normal(1), components, dim),
        Weight.trained(SCALES, new Initial.Constant(0), components, dim));
  }

  /** By log-sum-exp around the largest term of each row. */
  @Override
  public SDVariable logDensity(GraphScope scope, SDVariable z) {
    SameDiff graph = z.getSameDiff();
    int dim = scope.dim();
    SDVariable logScales = scope.weight(SCALES);
    SDVariable offsets = graph.expandDims(z, 1).sub(graph.expandDims(scope.weight(MEANS), 0));
    SDVariable scaled = offsets.mul(graph.expandDims(graph.math().exp(logScales.neg()), 0));
    SDVariable squares = scaled.mul(scaled);
    SDVariable distances = dim == 1 ? graph.squeeze(squares, 2) : squares.sum(2);
    SDVariable logs = logWeights(scope, dim == 1 ? logScales : logScales.sum(true, 1));
    SDVariable constant = scope.scalar(0.5 * dim * Math.log(2 * Math.PI));
    return logSum(distances.mul(scope.scalar(-0.5)).add(logs)).sub(constant);
  }

  /** log weight - Σ log scale of each component: (1, components). */
  private SDVariable logWeights(GraphScope scope, SDVariable sumsOfLogScales) {
    SDVariable logWeights = scope.weight(WEIGHTS);
    SDVariable column = sumsOfLogScales.getSameDiff().squeeze(sumsOfLogScales, 1);
    return logWeights
        .sub(logSum(logWeights))
        .sub(sumsOfLogScales.getSameDiff().expandDims(column, 0));
  }

  private SDVariable logSum(SDVariable terms) {
    if (components == 1) {
      return terms;
    }
    SDVariable largest = terms.max(true, 1);
    SDVariable sum = terms.getSameDiff().math().exp(terms.sub(largest)).sum(true, 1);
    return terms.getSameDiff().math().log(sum).add(largest);
  }

  @Override
  public Draws draws(int dim, Function<String, float[]> weights) {
    float[] logWeights = weights.apply(WEIGHTS);
    float[] means = weights.apply(MEANS);
    float[] logScales = weights.apply(SCALES);
    double[] cumulative = cumulative(logWeights);
    return (random, rows, offset) -> {
      double at = random.nextDouble() * cumulative[components - 1];
      int component = 0;
      while (component < components - 1 && at >= cumulative[component]) {
        component++;
      }
      for (int i = 0; i < dim; i++) {
        int index = component * dim + i;
        rows[offset + i] =
            (float) (means[index] + Math.exp(logScales[index]) * random.nextGaussian());
      }
    };
  }

  @Override
  public Optional<Distribution> distribution(Function<String, float[]> weights) {
    double[] cumulative = cumulative(weights.apply(WEIGHTS));
    return Optional.of(new OneColumn(cumulative, weights.apply(MEANS), weights.apply(SCALES)));
  }

  /**
   * The mixture of one column.
   *
   * @param weights sums of the components' weights up to each
   */
  private record OneColumn(double[] weights, float[] means, float[] logScales)
      implements Distribution {

    private static final NormalDistribution NORMAL = new NormalDistribution();

    @Override
    public double cumulative(double z) {
      double below = 0;
      for (int i = 0; i < means.length; i++) {
        double weight = weights[i] - (i == 0 ? 0 : weights[i - 1]);
        below += weight * NORMAL.cumulativeProbability((z - means[i]) / Math.exp(logScales[i]));
      }
      return below / weights[weights.length - 1];
    }

    /** By bisection between the components' own quantiles. */
    @Override
    public double quantile(double p) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      double standard = NORMAL.inverseCumulativeProbability(p);
      for (int i = 0; i < means.length; i++) {
        double own = means[i] + Math.exp(logScales[i]) * standard;
        low = Math.min(low, own);
        high = Math.max(high, own);
      }
      for (int step = 0; step < BISECTIONS; step++) {
        double middle = (low + high) / 2;
        if (cumulative(middle) < p) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return (low + high) / 2;
    }
  }

  private static double[] cumulative(float[] logWeights) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float value : logWeights) {
      largest = Math.max(largest, value);
    }
    double[] cumulative = new double[logWeights.length];
    double sum = 0;
    for (int i = 0; i < cumulative.length; i++) {
      sum += Math.exp(logWeights[i] - largest);
      cumulative[i] = sum;
    }
    return cumulative;
  }
}
