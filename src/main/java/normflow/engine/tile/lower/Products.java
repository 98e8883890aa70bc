package normflow.engine.tile.lower;

import java.util.List;
import normflow.engine.tile.expression.Expressions;
import normflow.engine.tile.expression.Shape;
import normflow.engine.tile.expression.UniformValue;
import normflow.engine.tile.expression.Value;
import normflow.engine.tile.expression.Value.PerRow;
import normflow.engine.tile.kernel.Function;

/** Matrix products: of rows with a matrix, of two matrices, and of rows with rows. */
final class Products {

  private Products() {}

  static List<Value> product(Call call) {
    if (call.integer(2, 0) != 0) {
      throw call.unsupported("with a transposed result");
    }
    boolean left = call.integer(0, 0) != 0;
    boolean right = call.integer(1, 0) != 0;
    return List.of(product(call, call.input(0), left, call.input(1), right));
  }

  private static Value product(Call call, Value a, boolean left, Value b, boolean right) {
    Expressions e = call.expressions();
    if (a instanceof PerRow rows && b instanceof UniformValue matrix && !left) {
      requireMatrix(call, matrix);
      return e.product(rows, matrix, right);
    }
    if (a instanceof PerRow first && b instanceof PerRow second && left && !right) {
      return e.outer(first.columns(), second.columns());
    }
    if (a instanceof UniformValue first && b instanceof UniformValue second) {
      requireMatrix(call, first);
      requireMatrix(call, second);
      return uniform(call, first, left, second, right);
    }
    throw call.unsupported("of these arguments");
  }

  private static void requireMatrix(Call call, UniformValue value) {
    if (value.rank() != 2) {
      throw call.unsupported("with shape " + value.shape());
    }
  }

  private static UniformValue uniform(
      Call call, UniformValue a, boolean left, UniformValue b, boolean right) {
    int rows = a.shape().extent(left ? 1 : 0);
    int inner = a.shape().extent(left ? 0 : 1);
    int columns = b.shape().extent(right ? 0 : 1);
    if (inner != b.shape().extent(right ? 1 : 0)) {
      throw call.unsupported("of " + a.shape() + " and " + b.shape());
    }
    UniformValue.Rule rule =
        (in, out) -> {
          for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
              float sum = 0;
              for (int k = 0; k < inner; k++) {
                sum +=
                    in[0][left ? k * rows + i : i * inner + k]
                        * in[1][right ? j * inner + k : k * columns + j];
              }
              out[i * columns + j] = sum;
            }
          }
        };
    return call.expressions()
        .derived(List.of("product", left, right), Shape.of(rows, columns), rule, a, b);
  }

  /** Of C = A B: g Bᵀ and Aᵀ g, with the transposes of the product. */
  static List<Value> derivative(Call call) {
    Value a = call.input(0);
    Value b = call.input(1);
    Value g = call.input(2);
    boolean left = call.integer(0, 0) != 0;
    boolean right = call.integer(1, 0) != 0;
    if (call.integer(2, 0) != 0) {
      throw call.unsupported("with a transposed result");
    }
    Value toA = left ? product(call, b, right, g, true) : product(call, g, false, b, !right);
    Value toB = right ? product(call, g, true, a, left) : product(call, a, !left, g, false);
    return List.of(toA, toB);
  }

  static List<Value> affine(Call call) {
    Value product = product(call, call.input(0), false, call.input(1), call.integer(0, 0) != 0);
    return List.of(call.expressions().apply(Function.ADD, product, call.input(2)));
  }

  static List<Value> affineDerivative(Call call) {
    Value x = call.input(0);
    Value weight = call.input(1);
    Value g = call.input(3);
    boolean transposed = call.integer(0, 0) != 0;
    Value toWeight =
        transposed ? product(call, g, true, x, false) : product(call, x, true, g, false);
    return List.of(
        product(call, g, false, weight, !transposed),
        toWeight,
        Reductions.unstretched(call, g, call.input(2)));
  }

  /**
   * X of T X = B for a triangular T, computed in double precision; flags: whether T is lower, and
   * whether its transpose is meant.
   */
  static List<Value> triangularSolve(Call call) {
    if (!(call.input(0) instanceof UniformValue triangle)
        || !(call.input(1) instanceof UniformValue right)
        || call.flag(1)) {
      throw call.unsupported("of these arguments");
    }
    boolean lower = call.flag(0);
    int dim = triangle.shape().extent(0);
    int columns = right.shape().extent(1);
    UniformValue.Rule rule =
        (in, out) -> {
          double[] solved = new double[dim];
          for (int j = 0; j < columns; j++) {
            for (int step = 0; step < dim; step++) {
              int i = lower ? step : dim - 1 - step;
              double sum = in[1][i * columns + j];
              for (int k = lower ? 0 : i + 1; k < (lower ? i : dim); k++) {
                sum -= in[0][i * dim + k] * solved[k];
              }
              solved[i] = sum / in[0][i * dim + i];
              out[i * columns + j] = (float) solved[i];
            }
          }
        };
    return List.of(
        call.expressions()
            .derived(List.of("triangular_solve", lower), right.shape(), rule, triangle, right));
  }
}
