package normflow.engine.tile.order;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import normflow.engine.tile.expression.Column.Computed;

/** Values by computed columns of one graph, which are numbered: a list instead of hashing. */
public final class ColumnMap<T> {

  private final List<T> values = new ArrayList<>();

  /** The value of a column, null if it has none. */
  public T get(Computed column) {
    return column.number() < values.size() ? values.get(column.number()) : null;
  }

  /** The value of a column, or another if it has none. */
  public T getOrDefault(Computed column, T otherwise) {
    T value = get(column);
    return value == null ? otherwise : value;
  }

  /** Whether a column has a value. */
  public boolean contains(Computed column) {
    return get(column) != null;
  }

  /** Gives a column its value. */
  public void put(Computed column, T value) {
    while (values.size() <= column.number()) {
      values.add(null);
    }
    values.set(column.number(), value);
  }

  /** Gives a column its value, or what both come to if it has one. */
  void merge(Computed column, T value, BinaryOperator<T> both) {
    T before = get(column);
    put(column, before == null ? value : both.apply(before, value));
  }
}
