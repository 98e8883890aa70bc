package normflow.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import normflow.graph.GraphScope;
import org.nd4j.autodiff.samediff.SDVariable;

/** Columns by their indices, and bins by their ends, picked by zeros and ones. */
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

  /**
   * 1 for the bin that each number lies in, else 0: (batch, columns, bins).
   *
   * @param passed 1 for every inner end of a bin at or below the number: (batch, columns, bins - 1)
   * @param first of these, (batch, columns, 1)
   * @param last of these
   */
  static SDVariable bins(
      GraphScope scope,
      SDVariable passed,
      SDVariable first,
      SDVariable last,
      int columns,
      int bins) {
    SDVariable one = scope.scalar(1);
    return bins == 2
        ? passed.getSameDiff().concat(2, one.sub(first), last)
        : passed
            .getSameDiff()
            .concat(
                2,
                one.sub(first),
                part(passed, columns, 0, bins - 2).sub(part(passed, columns, 1, bins - 2)),
                last);
  }

  /** Of (batch, columns, any) the numbers from {@code first} on along the last dimension. */
  static SDVariable part(SDVariable x, int columns, int first, int count) {
    return x.getSameDiff().slice(x, new int[] {0, 0, first}, new int[] {-1, columns, count});
  }
}
