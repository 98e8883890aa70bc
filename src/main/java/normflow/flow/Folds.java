package normflow.flow;

import java.util.Optional;
import normflow.graph.GraphScope;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Parts of equal size that rows belong to by their values alone, as if by chance: with u = frac(Σ
 * frac(cᵢ zᵢ)) over all columns and those of a context, the row is in part ⌊K u⌋. The factors are
 * so large that parts alternate within a hundredth of a column's deviation, and differ so that no
 * sum of few columns is the same for many rows.
 */
public final class Folds {

  /** In single precision fractions of values of a few deviations are known to about 1e-5. */
  private static final double FACTOR = 64;

  /** The golden ratio's multiples are spread evenly over the fractions. */
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  private Folds() {}

  /**
   * The part that a row belongs to.
   *
   * @param values that hold the row from {@code at} on, its context behind it
   * @param width columns and those of the context
   */
  public static int part(float[] values, int at, int width, int parts) {
    float sum = 0;
    for (int i = 0; i < width; i++) {
      sum += fraction(values[at + i] * (float) factor(i));
    }
    return (int) (fraction(sum) * parts);
  }

  private static float fraction(float value) {
    return value - (float) Math.floor(value);
  }

  private static double factor(int column) {
    double turned = (column + 1) * GOLDEN;
    return FACTOR * (1 + turned - Math.floor(turned));
  }

  /** 1 in the column of the part that a row belongs to, else 0: (batch, parts). */
  static SDVariable indicators(GraphScope scope, SDVariable z, int parts) {
    SDVariable all = fractions(scope, z, scope.dim(), 0);
    Optional<SDVariable> context = scope.context();
    if (context.isPresent()) {
      all = all.add(fractions(scope, context.get(), scope.contextColumns(), scope.dim()));
    }
    SDVariable part = floor(fraction(all).mul(scope.scalar(parts)));
    double[] numbers = new double[parts];
    for (int k = 0; k < parts; k++) {
      numbers[k] = k;
    }
    SDVariable off = z.getSameDiff().math().abs(part.sub(scope.row(numbers)));
    return z.getSameDiff().nn().relu(scope.scalar(1).sub(off), 0);
  }

  private static SDVariable fractions(GraphScope scope, SDVariable rows, int columns, int first) {
    double[] factors = new double[columns];
    for (int i = 0; i < columns; i++) {
      factors[i] = factor(first + i);
    }
    return GraphScope.rowSum(fraction(rows.mul(scope.row(factors))), columns);
  }

  private static SDVariable fraction(SDVariable values) {
    return values.sub(floor(values));
  }

  private static SDVariable floor(SDVariable values) {
    return values.getSameDiff().math().floor(values);
  }
}
