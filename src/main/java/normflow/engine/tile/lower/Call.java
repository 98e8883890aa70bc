package normflow.engine.tile.lower;

import java.util.List;
import normflow.engine.tile.expression.Expressions;
import normflow.engine.tile.expression.UnsupportedGraphException;
import normflow.engine.tile.expression.Value;

/**
 * One operation of a graph with its arguments.
 *
 * @param expressions makes the results
 * @param name SameDiff's name of the operation
 * @param inputs what it reads
 * @param attributes its settings
 */
record Call(Expressions expressions, String name, List<Value> inputs, Attributes attributes) {

  /**
   * The settings of an operation; those that it does not have are empty or zero.
   *
   * @param integers integer arguments
   * @param reals floating-point arguments
   * @param flags boolean arguments
   * @param scalar the number that a scalar operation combines with
   * @param dimensions the dimensions of a reduction, none for all
   * @param keepsDimensions whether a reduction leaves extents of 1
   */
  record Attributes(
      List<Integer> integers,
      List<Double> reals,
      List<Boolean> flags,
      double scalar,
      List<Integer> dimensions,
      boolean keepsDimensions) {}

  Value input(int index) {
    if (index >= inputs.size()) {
      throw unsupported("with " + inputs.size() + " inputs");
    }
    return inputs.get(index);
  }

  int integer(int index, int otherwise) {
    return index < attributes.integers.size() ? attributes.integers.get(index) : otherwise;
  }

  double real(int index) {
    if (index >= attributes.reals.size()) {
      throw unsupported("without a number at " + index);
    }
    return attributes.reals.get(index);
  }

  boolean flag(int index) {
    return index < attributes.flags.size() && attributes.flags.get(index);
  }

  UnsupportedGraphException unsupported(String how) {
    return new UnsupportedGraphException("op " + name + " " + how);
  }
}
