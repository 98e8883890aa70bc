package normflow.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import normflow.graph.GraphScope;
import org.nd4j.autodiff.samediff.SDVariable;

/** Columns by their indices, picked by a product with a matrix of zeros and ones. */
final class Selection {

  private Selection() {}

  /** Those of 0 to dim - 1 that are not in the list. */
  static List<Integer> rest(int dim, List<Integer> columns) {
    return IntStream.range(0, dim).filter(i -> !columns.contains(i)).boxed().toList();
  }

  /** Of x (batch, dim) the columns in this order: (batch, columns.size()). */
  static SDVariable of(GraphScope scope, SDVariable x, int dim, List<Integer> columns) {
    int count = columns.size();
    boolean range = IntStream.range(1, count).allMatch(i -> columns.get(i) == columns.get(0) + i);
    if (range) {
      return count == dim ? x : scope.columns(x, columns.get(0), count);
    }
    double[] matrix = new double[dim * count];
    for (int i = 0; i < count; i++) {
      matrix[columns.get(i) * count + i] = 1;
    }
    return x.mmul(scope.constant(matrix, dim, count));
  }

  /** The order that undoes an order. */
  static List<Integer> inverse(List<Integer> order) {
    List<Integer> inverse = new ArrayList<>(order);
    for (int i = 0; i < order.size(); i++) {
      inverse.set(order.get(i), i);
    }
    return List.copyOf(inverse);
  }
}
