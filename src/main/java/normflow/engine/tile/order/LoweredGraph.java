package normflow.engine.tile.order;

import java.io.Serializable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import normflow.engine.tile.expression.Operation;
import normflow.engine.tile.expression.UniformValue;
import normflow.engine.tile.expression.Value;
import normflow.engine.tile.lower.GraphReader;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Variables of a SameDiff graph in operations that need no SameDiff, and no native library, any
 * more: what is sent to where rows are.
 *
 * @param operations what is computed for every row, arguments before those that use them
 * @param results the variables by name
 * @param rowCount the number of rows of a call
 */
public record LoweredGraph(
    List<Operation> operations, Map<String, Value> results, UniformValue rowCount)
    implements Serializable {

  /**
   * Reads a graph with one placeholder (batch, columns).
   *
   * @param names the variables to evaluate
   * @param parameterNames the variables that change from call to call
   * @throws normflow.engine.tile.expression.UnsupportedGraphException if one depends on something
   *     that this engine does not evaluate
   */
  public static LoweredGraph of(
      SameDiff graph, Collection<String> names, Set<String> parameterNames) {
    GraphReader reader = new GraphReader(graph, parameterNames);
    LinkedHashMap<String, Value> results = new LinkedHashMap<>();
    names.forEach(name -> results.put(name, reader.value(name)));
    Demand demand = new Demand(results.values());
    List<Operation> needed =
        reader.expressions().operations().stream()
            .filter(operation -> !demand.needed(operation).isEmpty())
            .toList();
    return new LoweredGraph(needed, results, reader.expressions().rowCount());
  }
}
