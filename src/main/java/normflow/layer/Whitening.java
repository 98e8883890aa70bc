package normflow.layer;

import static normflow.layer.Requirement.require;

import java.util.List;
import java.util.Optional;
import normflow.graph.FixedMatrix;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * z = (x - μ - c G) W with fixed numbers, such that z has mean 0 and the identity for a covariance
 * by the training rows: a flow of this layer alone is the Gaussian of full covariance, given a
 * context c the one about a linear function of it; log |det| = log |det W|.
 *
 * <p>"Optimal Whitening and Decorrelation" (Kessy, Lewin, Strimmer, 2018).
 *
 * @param mean μ, of each column
 * @param matrix W, a row for each column
 * @param given G, a row for each column of the context
 */
public record Whitening(List<Double> mean, List<List<Double>> matrix, List<List<Double>> given)
    implements Layer {

  public Whitening {
    mean = List.copyOf(mean);
    matrix = matrix.stream().map(List::copyOf).toList();
    given = given.stream().map(List::copyOf).toList();
  }

  @Override
  public List<Weight> weights(int dim, int context) {
    require("mean", mean.size() == dim, "a number for each of " + dim + " columns");
    boolean square = matrix.size() == dim && matrix.stream().allMatch(row -> row.size() == dim);
    require("matrix", square, dim + " rows of " + dim + " numbers");
    boolean fits = given.size() == context && given.stream().allMatch(row -> row.size() == dim);
    require("given", fits, context + " rows of " + dim + " numbers");
    require("matrix", Double.isFinite(FixedMatrix.of(matrix).logDet()), "of an inverse");
    return List.of();
  }

  @Override
  public boolean takesContext() {
    return !given.isEmpty();
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    SDVariable value = x.sub(middle(scope)).mmul(FixedMatrix.of(matrix).constant(scope));
    return new Mapped(value, scope.scalar(FixedMatrix.of(matrix).logDet()));
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    SDVariable value = z.mmul(FixedMatrix.of(matrix).inverse().constant(scope)).add(middle(scope));
    return new Mapped(value, scope.scalar(-FixedMatrix.of(matrix).logDet()));
  }

  /** μ, or with a context μ + c G of each row. */
  private SDVariable middle(GraphScope scope) {
    SDVariable fixed = FixedMatrix.of(List.of(mean)).constant(scope);
    Optional<SDVariable> context = scope.context();
    return context.map(c -> c.mmul(FixedMatrix.of(given).constant(scope)).add(fixed)).orElse(fixed);
  }
}
