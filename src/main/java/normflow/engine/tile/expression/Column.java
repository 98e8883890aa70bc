package normflow.engine.tile.expression;

/** One number for every row. */
public sealed interface Column {

  /** The first call phase in which it is known. */
  int phase();

  /** The same known number in every row. */
  record Constant(float value) implements Column {
    @Override
    public int phase() {
      return 0;
    }

    /** Whether it is positive or negative zero. */
    boolean isZero() {
      return value == 0;
    }
  }

  /** The same number in every row, an element of a uniform value. */
  record Uniform(UniformValue value, int index) implements Column {
    @Override
    public int phase() {
      return value.phase();
    }
  }

  /** A result of an operation; equal to itself only. */
  final class Computed implements Column {
    private final Operation operation;
    private final int index;

    Computed(Operation operation, int index) {
      this.operation = operation;
      this.index = index;
    }

    /** What computes it. */
    public Operation operation() {
      return operation;
    }

    /** Its place among the results of the operation. */
    public int index() {
      return index;
    }

    /** Its number among the columns of all operations of a graph. */
    public int number() {
      return operation.first() + index;
    }

    @Override
    public int phase() {
      return operation.phase();
    }
  }
}
