package normflow.engine.tile.order;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import normflow.engine.tile.expression.Operation;
import normflow.engine.tile.expression.UniformValue;
import normflow.engine.tile.expression.Value;
import normflow.engine.tile.lower.Lowering;
import normflow.engine.tile.read.ReadGraph;

/**
 * Variables of a graph in operations on columns.
 *
 * @param operations what is computed for every row, arguments before those that use them
 * @param results the variables by name
 * @param demand what the variables depend on
 * @param rowCount the number of rows of a call
 */
public record LoweredGraph(
    List<Operation> operations, Map<String, Value> results, Demand demand, UniformValue rowCount) {

  /**
   * Lowers a graph.
   *
   * @param lookUp whether networks with one input may be looked up in tables, which are filled in
   *     every call
   * @throws normflow.engine.tile.expression.UnsupportedGraphException if it has something that this
   *     engine does not evaluate
   */
  public static LoweredGraph of(ReadGraph graph, boolean lookUp) {
    Lowering lowering = new Lowering(graph, lookUp);
    LinkedHashMap<String, Value> results = new LinkedHashMap<>();
    graph.results().forEach((name, number) -> results.put(name, lowering.value(number)));
    Demand demand = new Demand(results.values());
    List<Operation> needed =
        lowering.operations().stream()
            .filter(operation -> !demand.needed(operation).isEmpty())
            .toList();
    return new LoweredGraph(needed, results, demand, lowering.rowCount());
  }
}
