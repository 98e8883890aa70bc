package normflow.engine.tile.expression;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import normflow.engine.tile.expression.Column.Computed;
import normflow.engine.tile.expression.Column.Constant;
import normflow.engine.tile.expression.Operation.Product;
import normflow.engine.tile.kernel.Function;

/**
 * Makes columns, each only once, and none for what is known or is another column already: x * 0, x
 * * 1, x + 0. So a mask of zeros and ones costs nothing, and what it hides is never computed.
 */
final class Columns {

  private record Key(Function function, float parameter, List<Column> a, List<Column> b) {}

  private record ProductKey(
      List<Column> a,
      Product.Matrix matrix,
      List<Column.Uniform> bias,
      float slope,
      List<Column> sign) {}

  private final Map<Key, Operation> maps = new HashMap<>();
  private final Map<ProductKey, Product> products = new HashMap<>();
  private final Map<List<List<Column>>, Operation> sums = new HashMap<>();

  /** All operations, arguments before those that use them. */
  private final List<Operation> operations = new ArrayList<>();

  private final boolean lookUp;

  /** The number of their results. */
  private int count;

  /**
   * None yet.
   *
   * @param lookUp whether networks with one input may be looked up
   */
  Columns(boolean lookUp) {
    this.lookUp = lookUp;
  }

  List<Operation> operations() {
    return List.copyOf(operations);
  }

  private <T extends Operation> T created(T operation) {
    operations.add(operation);
    count += operation.results().size();
    return operation;
  }

  List<Column> input(int width) {
    return List.copyOf(created(new Operation.Input(count, width)).results());
  }

  static boolean isZero(Column column) {
    return column instanceof Constant constant && constant.isZero();
  }

  private static boolean is(Column column, float value) {
    return column instanceof Constant constant && constant.value() == value;
  }

  /** f of columns; {@code b} is empty for a function of one argument. */
  List<Column> map(Function f, float parameter, List<Column> a, List<Column> b) {
    Column[] results = new Column[a.size()];
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      Optional<Column> known = known(f, parameter, a.get(i), b.isEmpty() ? null : b.get(i));
      if (known.isPresent()) {
        results[i] = known.get();
      } else {
        open.add(i);
      }
    }
    if (!open.isEmpty()) {
      List<Column> left = open.stream().map(a::get).toList();
      List<Column> right = b.isEmpty() ? List.of() : open.stream().map(b::get).toList();
      List<Computed> computed = compute(f, parameter, left, right).results();
      IntStream.range(0, open.size()).forEach(i -> results[open.get(i)] = computed.get(i));
    }
    return List.of(results);
  }

  private Operation compute(Function f, float parameter, List<Column> a, List<Column> b) {
    return maps.computeIfAbsent(
        new Key(f, parameter, a, b),
        key ->
            affine(f, parameter, a, b)
                .<Operation>map(product -> product)
                .orElseGet(() -> created(new Operation.Map(count, f, parameter, a, b))));
  }

  /**
   * A bias, or a leaky bend by its own or another sign, right after a product becomes part of it.
   */
  private Optional<Product> affine(Function f, float parameter, List<Column> a, List<Column> b) {
    return switch (f) {
      case ADD -> straight(a).flatMap(chosen -> biased(chosen, b));
      case LEAKY -> straight(a).map(chosen -> bent(chosen, parameter, List.of()));
      case LEAKY_SLOPE -> straight(b).map(chosen -> bent(chosen, parameter, a));
      default -> Optional.empty();
    };
  }

  /** Some results of a product. */
  private record Chosen(Product product, List<Integer> results) {
    Product.Matrix matrix() {
      List<Integer> offsets = results.stream().map(product.matrix().columns()::get).toList();
      return new Product.Matrix(product.matrix().value(), product.matrix().rows(), offsets);
    }

    List<Column.Uniform> bias() {
      return product.bias().isEmpty()
          ? List.of()
          : results.stream().map(product.bias()::get).toList();
    }
  }

  /** The columns as results of one product that nothing bends yet. */
  private static Optional<Chosen> straight(List<Column> columns) {
    if (!(columns.get(0) instanceof Computed first)
        || !(first.operation() instanceof Product product)
        || product.slope() != 1) {
      return Optional.empty();
    }
    List<Integer> results = new ArrayList<>();
    for (Column column : columns) {
      if (!(column instanceof Computed computed) || computed.operation() != product) {
        return Optional.empty();
      }
      results.add(computed.index());
    }
    return Optional.of(new Chosen(product, results));
  }

  private Optional<Product> biased(Chosen chosen, List<Column> terms) {
    if (!chosen.product.bias().isEmpty()
        || !terms.stream().allMatch(column -> column instanceof Column.Uniform)) {
      return Optional.empty();
    }
    List<Column.Uniform> bias = terms.stream().map(Column.Uniform.class::cast).toList();
    return Optional.of(product(chosen.product.a(), chosen.matrix(), bias, 1, List.of()));
  }

  private Product bent(Chosen chosen, float slope, List<Column> sign) {
    return product(chosen.product.a(), chosen.matrix(), chosen.bias(), slope, sign);
  }

  Product product(
      List<Column> a,
      Product.Matrix matrix,
      List<Column.Uniform> bias,
      float slope,
      List<Column> sign) {
    return products.computeIfAbsent(
        new ProductKey(a, matrix, bias, slope, sign),
        key -> created(new Product(count, a, matrix, bias, slope, sign, lookUp)));
  }

  /** The sum of each group of columns. */
  List<Column> sums(List<List<Column>> groups) {
    Column[] results = new Column[groups.size()];
    List<Integer> open = new ArrayList<>();
    List<List<Column>> terms = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      List<Column> rest = groups.get(i).stream().filter(column -> !isZero(column)).toList();
      if (rest.isEmpty()) {
        results[i] = new Constant(0);
      } else if (rest.size() == 1) {
        results[i] = rest.get(0);
      } else {
        open.add(i);
        terms.add(rest);
      }
    }
    if (!open.isEmpty()) {
      List<Computed> computed =
          sums.computeIfAbsent(terms, key -> created(new Operation.Sum(count, key))).results();
      IntStream.range(0, open.size()).forEach(i -> results[open.get(i)] = computed.get(i));
    }
    return List.of(results);
  }

  private static Optional<Column> known(Function f, float parameter, Column a, Column b) {
    if (a instanceof Constant left && (b == null || b instanceof Constant)) {
      float right = b instanceof Constant constant ? constant.value() : 0;
      return Optional.of(new Constant(f.apply(left.value(), right, parameter)));
    }
    return switch (f) {
      case ADD -> isZero(a) ? Optional.of(b) : isZero(b) ? Optional.of(a) : Optional.empty();
      case SUBTRACT -> isZero(b) ? Optional.of(a) : Optional.empty();
      case MULTIPLY ->
          isZero(a) || is(b, 1)
              ? Optional.of(a)
              : isZero(b) || is(a, 1) ? Optional.of(b) : Optional.empty();
      case DIVIDE -> is(b, 1) || isZero(a) ? Optional.of(a) : Optional.empty();
      case TANH_SLOPE, SIGMOID_SLOPE, LEAKY_SLOPE -> isZero(b) ? Optional.of(b) : Optional.empty();
      default -> Optional.empty();
    };
  }
}
