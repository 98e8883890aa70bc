package normflow.graph;

import java.util.List;

/**
 * A named array of a flow, declared without building a graph.
 *
 * @param name unique among the weights of its layer, such as {@code scale.0.weight}
 * @param shape extents, each at least 1
 * @param role what changes its values
 * @param initial how its values are drawn before training
 */
public record Weight(String name, List<Integer> shape, Role role, Initial initial) {

  /** What changes the values of a weight. */
  public enum Role {
    /** Gradient steps. */
    TRAINED,
    /** Statistics of the data that pass through, such as the moving averages of a batch norm. */
    RUNNING,
    /** Statistics of the data before the first step, set once. */
    INITIAL,
    /** 1 once the {@link #INITIAL} statistics of its layer are set, 0 before. */
    FLAG
  }

  /** A checkpoint has the parameters five times in one array of bytes. */
  static final int MOST_VALUES = 100_000_000;

  public Weight {
    shape = List.copyOf(shape);
    for (int i = 0; i < shape.size(); i++) {
      if (shape.get(i) < 1) {
        throw new IllegalArgumentException(
            "shape[" + i + "] = " + shape.get(i) + " of weight " + name + ": must be at least 1");
      }
    }
    if (shape.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b) > MOST_VALUES) {
      throw new IllegalArgumentException(
          "weight " + name + " of shape " + shape + ": more than " + MOST_VALUES + " values");
    }
  }

  /** A weight that gradient steps change. */
  public static Weight trained(String name, Initial initial, int... shape) {
    return new Weight(name, list(shape), Role.TRAINED, initial);
  }

  /** A weight that holds statistics of the data. */
  public static Weight running(String name, Initial initial, int... shape) {
    return new Weight(name, list(shape), Role.RUNNING, initial);
  }

  /** A weight that holds statistics of the data before the first step. */
  public static Weight initial(String name, Initial initial, int... shape) {
    return new Weight(name, list(shape), Role.INITIAL, initial);
  }

  /** A number that says whether the initial statistics of its layer are set. */
  public static Weight flag(String name) {
    return new Weight(name, List.of(1, 1), Role.FLAG, new Initial.Constant(0));
  }

  /** The number of values. */
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** The same weight under {@code prefix + name}. */
  public Weight prefixed(String prefix) {
    return new Weight(prefix + name, shape, role, initial);
  }

  private static List<Integer> list(int[] shape) {
    return java.util.Arrays.stream(shape).boxed().toList();
  }
}
