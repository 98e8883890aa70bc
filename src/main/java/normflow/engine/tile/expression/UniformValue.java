package normflow.engine.tile.expression;

import java.util.List;

/**
 * An array without a batch dimension, computed at most once a call.
 *
 * <p>Its numbers live in {@link #values()}, written by whoever evaluates the program. Sums over the
 * rows become known one phase after the columns that they sum.
 */
public final class UniformValue implements Value {

  /** Where the numbers come from. */
  public sealed interface Source {
    /** The first phase of a call in which the numbers are known. */
    default int phase() {
      return 0;
    }
  }

  /** Numbers that never change. */
  record Fixed() implements Source {}

  /** A parameter by its name in the graph. */
  public record Parameter(String name) implements Source {}

  /** The number of rows of the call. */
  public record RowCount() implements Source {}

  /** A function of other uniform values. */
  public record Derived(Rule rule, List<UniformValue> arguments) implements Source {
    @Override
    public int phase() {
      return arguments.stream().mapToInt(UniformValue::phase).max().orElse(0);
    }
  }

  /** Each element the sum of a column over the rows. */
  public record RowSums(List<Column> columns) implements Source {
    @Override
    public int phase() {
      return Operation.phaseOf(columns) + 1;
    }
  }

  /** Element (i, j) the sum over the rows of a[i] b[j]. */
  public record Outer(List<Column> a, List<Column> b) implements Source {
    @Override
    public int phase() {
      return Math.max(Operation.phaseOf(a), Operation.phaseOf(b)) + 1;
    }
  }

  /** Computes the elements of a uniform value. */
  @FunctionalInterface
  public interface Rule {
    /** Writes all of {@code out}; {@code arguments} are the numbers of the arguments. */
    void compute(float[][] arguments, float[] out);
  }

  /** Two arrays of one shape, element by element: what a mask does to a matrix. */
  public record ElementwiseProduct() implements Rule {
    @Override
    public void compute(float[][] arguments, float[] out) {
      float[] a = arguments[0];
      float[] b = arguments[1];
      for (int i = 0; i < out.length; i++) {
        out[i] = a[i] * b[i];
      }
    }
  }

  private final Shape shape;
  private final Source source;
  private final int phase;
  private final float[] values;

  UniformValue(Shape shape, Source source) {
    this(shape, source, new float[shape.size()]);
  }

  /** A view: other extents, the same numbers. */
  UniformValue(Shape shape, Source source, float[] values) {
    this.shape = shape;
    this.source = source;
    this.values = values;
    this.phase = source.phase();
  }

  /** The extents. */
  public Shape shape() {
    return shape;
  }

  @Override
  public int rank() {
    return shape.rank();
  }

  /** The number of elements. */
  public int size() {
    return values.length;
  }

  /** Where the numbers come from. */
  public Source source() {
    return source;
  }

  /** The first phase of a call in which the numbers are known. */
  public int phase() {
    return phase;
  }

  /** The numbers of the current call, row-major. */
  public float[] values() {
    return values;
  }

  /** Whether the numbers never change. */
  public boolean isFixed() {
    return source instanceof Fixed;
  }
}
