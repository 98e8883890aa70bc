package normflow.engine.tile.order;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import normflow.engine.tile.expression.Column;
import normflow.engine.tile.expression.UniformValue.Outer;

/**
 * How a matrix of sums over rows is gathered: which columns are read one by one, and which lie side
 * by side for each row.
 *
 * @param single indices of the columns that are read one by one
 * @param sideBySide indices of the others
 * @param swapped whether the single ones are those of b
 * @param thin how the others are computed again, if that is better than to transpose them
 */
public record OuterSides(
    List<Integer> single, List<Integer> sideBySide, boolean swapped, Optional<Thin> thin) {

  /** Below it, keeping every product by itself is faster than transposing. */
  private static final int FEW = 8;

  public static OuterSides of(Outer outer) {
    List<Integer> a = nonZero(outer.a());
    List<Integer> b = nonZero(outer.b());
    if (Math.min(a.size(), b.size()) >= FEW) {
      Optional<Thin> thin = Thin.of(picked(outer.a(), a));
      if (thin.isPresent()) {
        return new OuterSides(b, a, true, thin);
      }
    }
    boolean swapped = a.size() < b.size();
    return new OuterSides(swapped ? b : a, swapped ? a : b, swapped, Optional.empty());
  }

  /** Whether every product is kept by itself. */
  public boolean few() {
    return sideBySide.size() < FEW;
  }

  private static List<Integer> nonZero(List<Column> columns) {
    return IntStream.range(0, columns.size())
        .filter(i -> !(columns.get(i) instanceof Column.Constant constant && constant.value() == 0))
        .boxed()
        .toList();
  }

  public List<Column> singleColumns(Outer outer) {
    return picked(swapped ? outer.b() : outer.a(), single);
  }

  public List<Column> sideBySideColumns(Outer outer) {
    return picked(swapped ? outer.a() : outer.b(), sideBySide);
  }

  private static List<Column> picked(List<Column> columns, List<Integer> indices) {
    return indices.stream().map(columns::get).toList();
  }

  /** The columns that must be in memory. */
  List<Column> reads(Outer outer) {
    List<Column> others =
        thin.map(product -> product.product().a()).orElseGet(() -> sideBySideColumns(outer));
    return Stream.concat(singleColumns(outer).stream(), others.stream()).toList();
  }

  /** Where the product of single i and other j belongs, single-major or other-major. */
  public int[] targets(int columns, boolean singleFirst) {
    int[] targets = new int[single.size() * sideBySide.size()];
    for (int i = 0; i < single.size(); i++) {
      for (int j = 0; j < sideBySide.size(); j++) {
        int row = swapped ? sideBySide.get(j) : single.get(i);
        int column = swapped ? single.get(i) : sideBySide.get(j);
        targets[singleFirst ? i * sideBySide.size() + j : j * single.size() + i] =
            row * columns + column;
      }
    }
    return targets;
  }
}
