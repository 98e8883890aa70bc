package normflow.layer;

import java.util.List;
import normflow.graph.GraphScope;
import normflow.graph.Weight;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
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
    require("matrix", Double.isFinite(logDet()), "of an inverse");
    return List.of();
  }

  private static void require(String name, boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": must be " + what);
    }
  }

  @Override
  public boolean takesContext() {
    return !given.isEmpty();
  }

  @Override
  public Mapped toBase(GraphScope scope, SDVariable x) {
    SDVariable centred = x.sub(middle(scope));
    return new Mapped(centred.mmul(constant(scope, array(matrix))), scope.scalar(logDet()));
  }

  @Override
  public Mapped toData(GraphScope scope, SDVariable z) {
    RealMatrix inverse = decomposed().getSolver().getInverse();
    SDVariable centred = z.mmul(constant(scope, inverse.getData()));
    return new Mapped(centred.add(middle(scope)), scope.scalar(-logDet()));
  }

  /** μ, or with a context μ + c G of each row. */
  private SDVariable middle(GraphScope scope) {
    SDVariable fixed = scope.row(mean.stream().mapToDouble(Double::doubleValue).toArray());
    return scope
        .context()
        .map(context -> context.mmul(constant(scope, array(given))).add(fixed))
        .orElse(fixed);
  }

  private double logDet() {
    RealMatrix factors = decomposed().getU();
    if (factors == null) {
      return Double.NEGATIVE_INFINITY;
    }
    double sum = 0;
    for (int i = 0; i < factors.getRowDimension(); i++) {
      sum += Math.log(Math.abs(factors.getEntry(i, i)));
    }
    return sum;
  }

  private LUDecomposition decomposed() {
    return new LUDecomposition(MatrixUtils.createRealMatrix(array(matrix)));
  }

  private static SDVariable constant(GraphScope scope, double[][] rows) {
    double[] values =
        java.util.Arrays.stream(rows).flatMapToDouble(java.util.Arrays::stream).toArray();
    return scope.constant(values, rows.length, rows[0].length);
  }

  private static double[][] array(List<List<Double>> rows) {
    return rows.stream()
        .map(row -> row.stream().mapToDouble(Double::doubleValue).toArray())
        .toArray(double[][]::new);
  }
}
