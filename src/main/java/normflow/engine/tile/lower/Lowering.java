package normflow.engine.tile.lower;

import java.util.ArrayList;
import java.util.List;
import normflow.engine.tile.expression.Expressions;
import normflow.engine.tile.expression.Operation;
import normflow.engine.tile.expression.UniformValue;
import normflow.engine.tile.expression.Value;
import normflow.engine.tile.read.ReadGraph;

/** The values of a graph in columns. */
public final class Lowering {

  private final Expressions expressions;
  private final List<Value> values = new ArrayList<>();

  /**
   * Lowers all nodes.
   *
   * @param lookUp whether networks with one input may be looked up
   * @throws normflow.engine.tile.expression.UnsupportedGraphException if one is not in the
   *     catalogue
   */
  public Lowering(ReadGraph graph, boolean lookUp) {
    this.expressions = new Expressions(lookUp);
    for (ReadGraph.Node node : graph.nodes()) {
      values.addAll(lowered(node).subList(0, node.values()));
    }
  }

  private List<Value> lowered(ReadGraph.Node node) {
    if (node instanceof ReadGraph.Call call) {
      List<Value> inputs = call.inputs().stream().map(values::get).toList();
      return Catalogue.rule(call.name())
          .results(new Call(expressions, call.name(), inputs, call.attributes()));
    } else if (node instanceof ReadGraph.Input input) {
      return List.of(expressions.input(input.columns()));
    } else if (node instanceof ReadGraph.Parameter parameter) {
      return List.of(expressions.parameter(parameter.name(), parameter.shape()));
    }
    ReadGraph.Fixed fixed = (ReadGraph.Fixed) node;
    return List.of(expressions.fixed(fixed.shape(), fixed.numbers().values()));
  }

  /** The value of a number. */
  public Value value(int number) {
    return values.get(number);
  }

  /** What is computed for every row, arguments before those that use them. */
  public List<Operation> operations() {
    return expressions.operations();
  }

  /** The number of rows of a call. */
  public UniformValue rowCount() {
    return expressions.rowCount();
  }
}
