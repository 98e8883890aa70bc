package normflow.engine.tile.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import normflow.engine.tile.expression.Shape;
import normflow.engine.tile.expression.UnsupportedGraphException;
import normflow.engine.tile.read.ReadGraph.Attributes;
import normflow.engine.tile.read.ReadGraph.Call;
import normflow.engine.tile.read.ReadGraph.Fixed;
import normflow.engine.tile.read.ReadGraph.Input;
import normflow.engine.tile.read.ReadGraph.Node;
import normflow.engine.tile.read.ReadGraph.Parameter;
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
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Integer> values = new HashMap<>();
  private final Map<Fixed, Integer> fixed = new HashMap<>();
  private int count;

  private GraphReader(SameDiff graph, Set<String> parameters) {
    this.graph = graph;
    this.parameters = parameters;
  }

  /**
   * Reads a graph with one placeholder (batch, columns).
   *
   * @param names the variables to evaluate
   * @param parameters the variables that change from call to call; SameDiff adds others to a
   *     gradient function, which do not
   */
  public static ReadGraph read(SameDiff graph, Collection<String> names, Set<String> parameters) {
    GraphReader reader = new GraphReader(graph, parameters);
    LinkedHashMap<String, Integer> results = new LinkedHashMap<>();
    names.forEach(name -> results.put(name, reader.value(name)));
    return new ReadGraph(List.copyOf(reader.nodes), results);
  }

  private int value(String name) {
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
      Node leaf = leaf(graph.getVariable(name));
      values.put(name, leaf instanceof Fixed known ? numbered(known) : add(leaf));
      return;
    }
    List<Integer> inputs = operation.getInputsToOp().stream().map(values::get).toList();
    List<String> names = operation.getOutputsOfOp();
    int first =
        add(
            new Call(
                operation.getOp().opName(), inputs, attributes(operation.getOp()), names.size()));
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), first + i);
    }
  }

  /** The number of the first value of a node. */
  private int add(Node node) {
    int first = count;
    nodes.add(node);
    count += node.values();
    return first;
  }

  /** Equal numbers are one node. */
  private int numbered(Fixed node) {
    Integer known = fixed.get(node);
    int number = known == null ? add(node) : known;
    fixed.putIfAbsent(node, number);
    return number;
  }

  private Node leaf(SDVariable variable) {
    if (variable.getVariableType() == VariableType.PLACEHOLDER) {
      long[] shape = variable.placeholderShape();
      if (shape.length != 2) {
        throw new UnsupportedGraphException(
            "placeholder " + variable.name() + Arrays.toString(shape));
      }
      return new Input((int) shape[1]);
    }
    INDArray array = variable.getArr();
    Shape shape = Shape.of(Arrays.stream(array.shape()).mapToInt(Math::toIntExact).toArray());
    if (parameters.contains(variable.name())) {
      return new Parameter(variable.name(), shape);
    }
    return new Fixed(shape, new Numbers(array.dup('c').data().asFloat()));
  }

  private static Attributes attributes(DifferentialFunction function) {
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
    return new Attributes(integers, reals, flags, scalar, dimensions, keep);
  }

  private static List<Boolean> flags(boolean[] given) {
    List<Boolean> flags = new ArrayList<>();
    for (boolean flag : given == null ? new boolean[0] : given) {
      flags.add(flag);
    }
    return flags;
  }
}
