package normflow.engine.tile.expression;

import static normflow.engine.tile.kernel.Function.MULTIPLY;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import normflow.engine.tile.expression.Operation.Product;
import normflow.engine.tile.expression.UniformValue.Derived;
import normflow.engine.tile.expression.UniformValue.ElementwiseProduct;
import normflow.engine.tile.expression.UniformValue.Fixed;
import normflow.engine.tile.expression.UniformValue.Outer;
import normflow.engine.tile.expression.UniformValue.Parameter;
import normflow.engine.tile.expression.UniformValue.RowCount;
import normflow.engine.tile.expression.UniformValue.RowSums;
import normflow.engine.tile.expression.UniformValue.Rule;
import normflow.engine.tile.expression.Value.PerRow;
import normflow.engine.tile.kernel.Function;

/** Builds values from values; what is known beforehand is computed at once. */
public final class Expressions {

  private final Columns columns;
  private final HashMap<Object, UniformValue> uniforms = new HashMap<>();
  private final UniformValue rowCount = new UniformValue(Shape.of(), new RowCount());

  /**
   * None yet.
   *
   * @param lookUp whether networks with one input may be looked up
   */
  public Expressions(boolean lookUp) {
    this.columns = new Columns(lookUp);
  }

  /** All operations so far, arguments before those that use them. */
  public List<Operation> operations() {
    return columns.operations();
  }

  /** The input: (batch, columns). */
  public PerRow input(int width) {
    return new PerRow(Shape.of(width), columns.input(width));
  }

  /** Numbers that never change. */
  public UniformValue fixed(Shape shape, float... values) {
    return new UniformValue(shape, new Fixed(), values);
  }

  /** One number that never changes. */
  public UniformValue scalar(double value) {
    return fixed(Shape.of(), (float) value);
  }

  /** A parameter of the graph. */
  public UniformValue parameter(String name, Shape shape) {
    return new UniformValue(shape, new Parameter(name));
  }

  /** The number of rows of a call, a scalar. */
  public UniformValue rowCount() {
    return rowCount;
  }

  /**
   * A uniform value computed by a rule; one and the same for equal {@code key} and arguments.
   *
   * @param key says what the rule does
   */
  public UniformValue derived(Object key, Shape shape, Rule rule, UniformValue... arguments) {
    List<UniformValue> list = List.of(arguments);
    return uniforms.computeIfAbsent(
        List.of(key, shape, list),
        unused -> {
          if (list.stream().allMatch(UniformValue::isFixed)) {
            float[] values = new float[shape.size()];
            rule.compute(list.stream().map(UniformValue::values).toArray(float[][]::new), values);
            return fixed(shape, values);
          }
          return new UniformValue(shape, new Derived(rule, list));
        });
  }

  /** The same numbers under another shape. */
  public UniformValue reshaped(UniformValue value, Shape shape) {
    if (shape.equals(value.shape())) {
      return value;
    }
    Rule nothing = (arguments, out) -> {};
    return new UniformValue(
        shape,
        value.isFixed() ? value.source() : new Derived(nothing, List.of(value)),
        value.values());
  }

  /** f of every element. */
  public Value apply(Function f, double parameter, Value a) {
    if (a instanceof PerRow rows) {
      return new PerRow(rows.shape(), columns.map(f, (float) parameter, rows.columns(), List.of()));
    }
    UniformValue uniform = (UniformValue) a;
    Rule rule =
        (arguments, out) -> {
          for (int i = 0; i < out.length; i++) {
            out[i] = f.apply(arguments[0][i], 0, (float) parameter);
          }
        };
    return derived(List.of(f, parameter), uniform.shape(), rule, uniform);
  }

  /** f of every element. */
  public Value apply(Function f, Value a) {
    return apply(f, 0, a);
  }

  /** f of every pair of elements, either side stretched to the other's shape. */
  public Value apply(Function f, double parameter, Value a, Value b) {
    if (a instanceof UniformValue left && b instanceof UniformValue right) {
      return uniform(f, (float) parameter, left, right);
    }
    int rank = Math.max(a.rank(), b.rank());
    Shape left = rowShape(a, rank);
    Shape right = rowShape(b, rank);
    Shape shape = Shape.broadcast(left, right);
    return new PerRow(
        shape,
        columns.map(f, (float) parameter, stretched(a, left, shape), stretched(b, right, shape)));
  }

  /** f of every pair of elements, either side stretched to the other's shape. */
  public Value apply(Function f, Value a, Value b) {
    return apply(f, 0, a, b);
  }

  private UniformValue uniform(Function f, float parameter, UniformValue a, UniformValue b) {
    Shape shape = Shape.broadcast(a.shape(), b.shape());
    if (f == MULTIPLY && a.shape().equals(b.shape())) {
      return derived(List.of(f, parameter), shape, new ElementwiseProduct(), a, b);
    }
    int[] left = a.shape().indicesIn(shape);
    int[] right = b.shape().indicesIn(shape);
    Rule rule =
        (arguments, out) -> {
          for (int i = 0; i < out.length; i++) {
            out[i] = f.apply(arguments[0][left[i]], arguments[1][right[i]], parameter);
          }
        };
    return derived(List.of(f, parameter), shape, rule, a, b);
  }

  /** The extents after the batch dimension when a value meets another of this rank. */
  private static Shape rowShape(Value value, int rank) {
    if (value instanceof PerRow rows) {
      if (rows.rank() != rank) {
        throw new UnsupportedGraphException("rank " + rank + " with (batch)" + rows.shape());
      }
      return rows.shape();
    }
    Shape padded = ((UniformValue) value).shape().padded(rank);
    if (padded.extent(0) != 1) {
      throw new UnsupportedGraphException("shape " + padded + " whose first extent is the batch's");
    }
    return padded.withoutFirst();
  }

  private static List<Column> stretched(Value value, Shape own, Shape shape) {
    List<Column> source = columnsOf(value);
    return Arrays.stream(own.indicesIn(shape)).<Column>mapToObj(source::get).toList();
  }

  /** The columns of a value; those of a uniform one are the same in every row. */
  public static List<Column> columnsOf(Value value) {
    if (value instanceof PerRow rows) {
      return rows.columns();
    }
    UniformValue uniform = (UniformValue) value;
    return IntStream.range(0, uniform.size())
        .<Column>mapToObj(
            i ->
                uniform.isFixed()
                    ? new Column.Constant(uniform.values()[i])
                    : new Column.Uniform(uniform, i))
        .toList();
  }

  /** The sum of each group of columns. */
  public List<Column> sums(List<List<Column>> groups) {
    return columns.sums(groups);
  }

  /** The sum of each column over the rows. */
  public UniformValue rowSums(Shape shape, List<Column> summed) {
    return uniforms.computeIfAbsent(
        List.of("rowSums", shape, summed),
        unused -> new UniformValue(shape, new RowSums(List.copyOf(summed))));
  }

  /** The matrix of sums over the rows of a[i] b[j]. */
  public UniformValue outer(List<Column> a, List<Column> b) {
    return uniforms.computeIfAbsent(
        List.of("outer", a, b),
        unused -> new UniformValue(Shape.of(a.size(), b.size()), new Outer(a, b)));
  }

  /**
   * Columns times a matrix.
   *
   * @param transposed whether the matrix has the result's columns first
   */
  public PerRow product(PerRow a, UniformValue matrix, boolean transposed) {
    int inner = matrix.shape().extent(transposed ? 1 : 0);
    int outer = matrix.shape().extent(transposed ? 0 : 1);
    if (inner != a.columns().size()) {
      throw new UnsupportedGraphException("product of (batch)" + a.shape() + matrix.shape());
    }
    int rowStep = transposed ? 1 : outer;
    int columnStep = transposed ? inner : 1;
    if (matrix.isFixed() && picks(matrix.values())) {
      return picked(a, matrix, outer, rowStep, columnStep);
    }
    List<Column> kept = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    for (int k = 0; k < inner; k++) {
      if (!Columns.isZero(a.columns().get(k))) {
        kept.add(a.columns().get(k));
        rows.add(k * rowStep);
      }
    }
    if (kept.isEmpty()) {
      return new PerRow(
          Shape.of(outer), Collections.<Column>nCopies(outer, new Column.Constant(0)));
    }
    List<Integer> offsets = IntStream.range(0, outer).mapToObj(j -> j * columnStep).toList();
    Product product =
        columns.product(kept, new Product.Matrix(matrix, rows, offsets), List.of(), 1, List.of());
    return new PerRow(Shape.of(outer), List.copyOf(product.results()));
  }

  /** Whether each element is zero or one. */
  private static boolean picks(float[] matrix) {
    for (float value : matrix) {
      if (value != 0 && value != 1) {
        return false;
      }
    }
    return true;
  }

  /** Columns times a known matrix of zeros and ones: columns that exist, or sums of them. */
  private PerRow picked(PerRow a, UniformValue matrix, int outer, int rowStep, int columnStep) {
    List<List<Column>> groups = new ArrayList<>();
    for (int j = 0; j < outer; j++) {
      List<Column> group = new ArrayList<>();
      for (int k = 0; k < a.columns().size(); k++) {
        if (matrix.values()[k * rowStep + j * columnStep] == 1) {
          group.add(a.columns().get(k));
        }
      }
      groups.add(group);
    }
    return new PerRow(Shape.of(outer), sums(groups));
  }

  /** A value times a number. */
  public Value scaled(Value value, double factor) {
    return factor == 1 ? value : apply(MULTIPLY, value, scalar(factor));
  }
}
