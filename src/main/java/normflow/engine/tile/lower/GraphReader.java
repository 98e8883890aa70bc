package normflow.engine.tile.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import normflow.engine.tile.expression.Expressions;
import normflow.engine.tile.expression.Shape;
import normflow.engine.tile.expression.UnsupportedGraphException;
import normflow.engine.tile.expression.Value;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/** Reads the part of a graph that some of its variables depend on. */
public final class GraphReader {

  private final SameDiff graph;
  private final Set<String> parameters;
  private final Expressions expressions = new Expressions();
  private final Map<String, Value> values = new HashMap<>();

  /**
   * Reads a graph with one placeholder (batch, columns).
   *
   * @param parameters the variables that change from call to call; SameDiff adds others to a
   *     gradient function, which do not
   */
  public GraphReader(SameDiff graph, Set<String> parameters) {
    this.graph = graph;
    this.parameters = parameters;
  }

  /**
   * What a variable of the graph is.
   *
   * @throws UnsupportedGraphException if it depends on something that is not in the catalogue
   */
  public Value value(String name) {
    List<String> open = new ArrayList<>(List.of(name));
    while (!open.isEmpty()) {
      String next = open.get(open.size() - 1);
      if (values.containsKey(next)) {
        open.remove(open.size() - 1);
        continue;
      }
      List<String> missing =
          inputsOf(next).stream().filter(input -> !values.containsKey(input)).toList();
      if (missing.isEmpty()) {
        define(next);
      } else {
        // Deepest first, and inputs in their order.
        for (int i = missing.size() - 1; i >= 0; i--) {
          open.add(missing.get(i));
        }
      }
    }
    return values.get(name);
  }

  /** What the values read so far are made with. */
  public Expressions expressions() {
    return expressions;
  }

  private List<String> inputsOf(String name) {
    SameDiffOp operation = producer(name);
    return operation == null ? List.of() : operation.getInputsToOp();
  }

  private SameDiffOp producer(String name) {
    String operation = graph.getVariables().get(name).getOutputOfOp();
    return operation == null ? null : graph.getOps().get(operation);
  }

  private void define(String name) {
    SameDiffOp operation = producer(name);
    if (operation == null) {
      values.put(name, leaf(graph.getVariable(name)));
      return;
    }
    List<Value> inputs = operation.getInputsToOp().stream().map(values::get).toList();
    String kind = operation.getOp().opName();
    Call call = new Call(expressions, kind, inputs, attributes(operation.getOp()));
    List<Value> results = Catalogue.rule(kind).results(call);
    List<String> names = operation.getOutputsOfOp();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), results.get(i));
    }
  }

  private Value leaf(SDVariable variable) {
    if (variable.getVariableType() == VariableType.PLACEHOLDER) {
      long[] shape = variable.placeholderShape();
      if (shape.length != 2) {
        throw new UnsupportedGraphException(
            "placeholder " + variable.name() + Arrays.toString(shape));
      }
      return expressions.input((int) shape[1]);
    }
    INDArray array = variable.getArr();
    Shape shape = Shape.of(Arrays.stream(array.shape()).mapToInt(Math::toIntExact).toArray());
    if (parameters.contains(variable.name())) {
      return expressions.parameter(variable.name(), shape);
    }
    return expressions.fixed(shape, array.dup('c').data().asFloat());
  }

  private static Call.Attributes attributes(DifferentialFunction function) {
    List<Integer> integers = List.of();
    List<Double> reals = List.of();
    List<Boolean> flags = List.of();
    List<Integer> dimensions = List.of();
    double scalar = 0;
    boolean keep = false;
    if (function instanceof CustomOp custom) {
      integers = Arrays.stream(custom.iArgs()).mapToInt(Math::toIntExact).boxed().toList();
      reals = Arrays.stream(custom.tArgs()).boxed().toList();
      flags = flags(custom.bArgs());
    }
    if (function instanceof ScalarOp operation && operation.scalar() != null) {
      scalar = operation.scalar().getDouble(0);
    }
    if (function instanceof BaseReduceOp reduction) {
      int[] given = reduction.getDimensions();
      dimensions = given == null ? List.of() : Arrays.stream(given).boxed().toList();
      keep = reduction.isKeepDims();
    }
    return new Call.Attributes(integers, reals, flags, scalar, dimensions, keep);
  }

  private static List<Boolean> flags(boolean[] given) {
    List<Boolean> flags = new ArrayList<>();
    for (boolean flag : given == null ? new boolean[0] : given) {
      flags.add(flag);
    }
    return flags;
  }
}
