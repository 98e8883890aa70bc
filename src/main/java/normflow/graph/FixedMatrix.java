package normflow.graph;

import java.util.List;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.nd4j.autodiff.samediff.SDVariable;

/** A matrix of numbers that no training changes. */
public final class FixedMatrix {

  private final RealMatrix matrix;

  private FixedMatrix(RealMatrix matrix) {
    this.matrix = matrix;
  }

  /** One of these rows, at least one and all as long. */
  public static FixedMatrix of(List<List<Double>> rows) {
    double[][] values =
        rows.stream()
            .map(row -> row.stream().mapToDouble(Double::doubleValue).toArray())
            .toArray(double[][]::new);
    return new FixedMatrix(MatrixUtils.createRealMatrix(values));
  }

  /** log |det| of a square one; negative infinity if it is singular. */
  public double logDet() {
    RealMatrix upper = new LUDecomposition(matrix).getU();
    double sum = upper == null ? Double.NEGATIVE_INFINITY : 0;
    for (int i = 0; upper != null && i < upper.getRowDimension(); i++) {
      sum += Math.log(Math.abs(upper.getEntry(i, i)));
    }
    return sum;
  }

  /**
   * Its inverse.
   *
   * @throws org.apache.commons.math3.linear.SingularMatrixException if it has none
   */
  public FixedMatrix inverse() {
    return new FixedMatrix(new LUDecomposition(matrix).getSolver().getInverse());
  }

  /** The constant of a graph: (rows, columns). */
  public SDVariable constant(GraphScope scope) {
    double[] values = new double[matrix.getRowDimension() * matrix.getColumnDimension()];
    for (int i = 0; i < values.length; i++) {
      values[i] = matrix.getEntry(i / matrix.getColumnDimension(), i % matrix.getColumnDimension());
    }
    return scope.constant(values, matrix.getRowDimension(), matrix.getColumnDimension());
  }
}
