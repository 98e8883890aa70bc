package normflow.engine.tile.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import normflow.engine.tile.expression.Column.Computed;
import normflow.engine.tile.kernel.Function;

/** What computes columns from columns, row by row. */
public abstract sealed class Operation {

  private final int first;
  private final List<Computed> results;
  private final int phase;

  private Operation(int first, int count, int phase) {
    this.first = first;
    this.results = IntStream.range(0, count).mapToObj(i -> new Computed(this, i)).toList();
    this.phase = phase;
  }

  /** The columns that it computes. */
  public List<Computed> results() {
    return results;
  }

  /** The number of its first result among the columns of all operations. */
  int first() {
    return first;
  }

  /** The phase of a call in which all its arguments are known. */
  public int phase() {
    return phase;
  }

  /** The columns that every result depends on. */
  public List<Column> shared() {
    return List.of();
  }

  /** The columns that a result depends on besides. */
  public abstract List<Column> arguments(int result);

  /** The uniform values, other than columns, that it reads. */
  public List<UniformValue> uniforms() {
    return List.of();
  }

  static int phaseOf(List<? extends Column> columns) {
    return columns.stream().mapToInt(Column::phase).max().orElse(0);
  }

  /** The columns of the graph's input. */
  public static final class Input extends Operation {
    Input(int first, int columns) {
      super(first, columns, 0);
    }

    @Override
    public List<Column> arguments(int result) {
      return List.of();
    }
  }

  /** {@code result[i] = f(a[i], b[i])}; a function of one argument has no b. */
  public static final class Map extends Operation {
    private final Function function;
    private final float parameter;
    private final List<Column> a;
    private final List<Column> b;

    Map(int first, Function function, float parameter, List<Column> a, List<Column> b) {
      super(first, a.size(), Math.max(phaseOf(a), phaseOf(b)));
      this.function = function;
      this.parameter = parameter;
      this.a = a;
      this.b = b;
    }

    /** The function. */
    public Function function() {
      return function;
    }

    /** The parameter of the function. */
    public float parameter() {
      return parameter;
    }

    /** First arguments. */
    public List<Column> a() {
      return a;
    }

    /** Second arguments, or none. */
    public List<Column> b() {
      return b;
    }

    @Override
    public List<Column> arguments(int result) {
      return b.isEmpty() ? List.of(a.get(result)) : List.of(a.get(result), b.get(result));
    }
  }

  /** {@code result[i]} = the sum of the columns {@code terms[i]}, two or more. */
  public static final class Sum extends Operation {
    private final List<List<Column>> terms;

    Sum(int first, List<List<Column>> terms) {
      super(first, terms.size(), terms.stream().mapToInt(Operation::phaseOf).max().orElse(0));
      this.terms = terms;
    }

    /** The columns whose sum a result is. */
    public List<List<Column>> terms() {
      return terms;
    }

    @Override
    public List<Column> arguments(int result) {
      return terms.get(result);
    }
  }

  /**
   * Columns times a matrix, a bias and a leaky bend: a linear layer of a network, or its
   * derivative, which bends where the layer before it did.
   */
  public static final class Product extends Operation {
    /** Below it, multiplying costs less than looking up. */
    private static final int LEAST_UNITS = 32;

    private final List<Column> a;
    private final Matrix matrix;
    private final List<Column.Uniform> bias;
    private final float slope;
    private final List<Column> sign;
    private final List<Product> line;

    /**
     * Where the elements of a matrix are: that of argument k and result j at {@code rows.get(k) +
     * columns.get(j)}.
     */
    public record Matrix(UniformValue value, List<Integer> rows, List<Integer> columns) {}

    Product(
        int first,
        List<Column> a,
        Matrix matrix,
        List<Column.Uniform> bias,
        float slope,
        List<Column> sign,
        boolean lookUp) {
      super(
          first,
          matrix.columns.size(),
          Math.max(
              Math.max(matrix.value.phase(), phaseOf(sign)), Math.max(phaseOf(a), phaseOf(bias))));
      this.a = a;
      this.matrix = matrix;
      this.bias = bias;
      this.slope = slope;
      this.sign = sign;
      this.line = lookUp && sign.isEmpty() ? bentLine(a) : List.of();
    }

    /** The bent product of a single column that these are results of, if they are. */
    private static List<Product> bentLine(List<Column> columns) {
      return columns.size() >= LEAST_UNITS
              && columns.get(0) instanceof Computed first
              && first.operation() instanceof Product product
              && product.a.size() == 1
              && product.slope > 0
              && product.sign.isEmpty()
              && columns.stream()
                  .allMatch(
                      column ->
                          column instanceof Computed computed && computed.operation() == product)
          ? List.of(product)
          : List.of();
    }

    /** The columns that are multiplied. */
    public List<Column> a() {
      return a;
    }

    /** What they are multiplied by. */
    public Matrix matrix() {
      return matrix;
    }

    /** What is added to each result, or none. */
    public List<Column.Uniform> bias() {
      return bias;
    }

    /** Results of negative sign are multiplied by it; 1 leaves them. */
    public float slope() {
      return slope;
    }

    /** A column for each result whose sign decides, or none where the result's own does. */
    public List<Column> sign() {
      return sign;
    }

    /**
     * The first layer of a network with one input, if this is its second: then it is a function of
     * that input, linear in pieces, and needs its own arguments only by their weights.
     */
    public Optional<Product> line() {
      return line.stream().findFirst();
    }

    @Override
    public List<Column> shared() {
      return line.isEmpty() ? a : line.get(0).a;
    }

    @Override
    public List<Column> arguments(int result) {
      return sign.isEmpty() ? List.of() : List.of(sign.get(result));
    }

    @Override
    public List<UniformValue> uniforms() {
      List<UniformValue> uniforms = new ArrayList<>(List.of(matrix.value));
      bias.forEach(column -> uniforms.add(column.value()));
      line.forEach(first -> uniforms.addAll(first.uniforms()));
      return uniforms;
    }
  }
}
