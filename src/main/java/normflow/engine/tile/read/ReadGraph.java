package normflow.engine.tile.read;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import normflow.engine.tile.expression.Shape;

/**
 * The part of a graph that some of its variables depend on.
 *
 * @param nodes arguments before those that use them; the values of all nodes are numbered through
 * @param results the number of the value of each of those variables
 */
public record ReadGraph(List<Node> nodes, Map<String, Integer> results) implements Serializable {

  /** What gives one value or more. */
  public sealed interface Node {
    /** How many values it gives. */
    default int values() {
      return 1;
    }
  }

  /** The placeholder (batch, columns). */
  public record Input(int columns) implements Node {}

  /** A variable that changes from call to call. */
  public record Parameter(String name, Shape shape) implements Node {}

  /** Numbers that never change, row-major. */
  public record Fixed(Shape shape, Numbers numbers) implements Node {}

  /**
   * An operation.
   *
   * @param name SameDiff's name of it
   * @param inputs numbers of the values that it reads
   */
  public record Call(String name, List<Integer> inputs, Attributes attributes, int values)
      implements Node {}

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
  public record Attributes(
      List<Integer> integers,
      List<Double> reals,
      List<Boolean> flags,
      double scalar,
      List<Integer> dimensions,
      boolean keepsDimensions) {}

  /** Sent as few bytes. */
  private Object writeReplace() {
    return PackedGraph.of(this);
  }
}
