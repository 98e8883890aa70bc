package normflow.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradient of a loss by reverse accumulation; the graph goes on to the gradients: from the loss
 * backwards, each operation passes on what its results are worth once all that use them have.
 *
 * <p>Every operation knows its own derivative. {@code SameDiff.createGradFunction} walks them in
 * the same order, but in a copy of the graph: each operation is written to bytes and read again,
 * for which nd4j first parses a description of all its operations. It also prints a line for each
 * on the standard output of the whole process.
 */
public final class Differentiation {

  /** The name under which SameDiff looks for gradients among the functions of a graph. */
  public static final String FUNCTION = "grad";

  private final SameDiff graph;
  private final Set<String> wanted;

  /** What lies between a wanted variable and the loss. */
  private final Set<String> between = new HashSet<>();

  /** Operations between a wanted variable and the loss that take a variable. */
  private final Map<String, Set<String>> users = new HashMap<>();

  private Differentiation(SameDiff graph, Set<String> wanted) {
    this.graph = graph;
    this.wanted = wanted;
  }

  /**
   * Lets a graph go on to the gradients of its variables: {@code graph.grad(name)}. It is its own
   * function {@link #FUNCTION} then.
   *
   * @param loss a scalar of the graph
   * @param inputs placeholders that are to have a gradient too
   */
  public static void add(SameDiff graph, SDVariable loss, String... inputs) {
    graph.setLossVariables(loss);
    graph.putSubFunction(FUNCTION, graph);
    new Differentiation(graph, Set.of(inputs)).run(loss);
  }

  private void run(SDVariable loss) {
    for (SameDiffOp operation : towards(loss.name())) {
      operation.getOutputsOfOp().stream().filter(this::isReal).forEach(between::add);
      for (String argument : operation.getInputsToOp()) {
        users.computeIfAbsent(argument, name -> new LinkedHashSet<>()).add(operation.getName());
      }
    }
    SDVariable one = graph.var("one-var", Nd4j.scalar(1f));
    DataType type = loss.dataType();
    graph.setGradientForVariableName(loss.name(), type == DataType.FLOAT ? one : one.castTo(type));
    Queue<String> ready = new ArrayDeque<>(List.of(origin(loss.name())));
    Set<String> done = new HashSet<>();
    while (!ready.isEmpty()) {
      SameDiffOp operation = graph.getOps().get(ready.remove());
      operation.getOp().diff(gradients(operation));
      done.add(operation.getName());
      for (String argument : operation.getInputsToOp()) {
        String next = origin(argument);
        if (between.contains(argument) && !ready.contains(next) && isReady(next, done)) {
          ready.add(next);
        }
      }
    }
  }

  /** Operations that a loss comes from and that come from a wanted variable, in their order. */
  private List<SameDiffOp> towards(String loss) {
    Set<String> ancestors = new HashSet<>();
    Queue<String> open = new ArrayDeque<>(List.of(loss));
    while (!open.isEmpty()) {
      String origin = origin(open.remove());
      if (origin != null && ancestors.add(origin)) {
        graph.getOps().get(origin).getInputsToOp().stream().filter(this::isReal).forEach(open::add);
      }
    }
    List<SameDiffOp> operations = new ArrayList<>();
    Set<String> results = new HashSet<>();
    for (SameDiffOp operation : graph.getOps().values()) {
      boolean moves =
          operation.getInputsToOp().stream()
              .anyMatch(name -> isReal(name) && (results.contains(name) || isWanted(name)));
      if (moves && ancestors.contains(operation.getName())) {
        operations.add(operation);
        results.addAll(operation.getOutputsOfOp());
      }
    }
    return operations;
  }

  private boolean isWanted(String name) {
    VariableType type = graph.getVariable(name).getVariableType();
    return type == VariableType.VARIABLE || wanted.contains(name);
  }

  private boolean isReal(String name) {
    return graph.getVariable(name).dataType().isFPType();
  }

  /** The operation that a variable is a result of; null for none. */
  private String origin(String name) {
    return graph.getVariables().get(name).getOutputOfOp();
  }

  /** What every result of an operation is worth: nothing if nothing uses it. */
  private List<SDVariable> gradients(SameDiffOp operation) {
    List<SDVariable> gradients = new ArrayList<>();
    for (String name : operation.getOutputsOfOp()) {
      SDVariable result = graph.getVariable(name);
      if (result.hasGradient() || !isReal(name)) {
        gradients.add(result.gradient());
      } else {
        SDVariable nothing = graph.zerosLike(name + "-grad", result);
        graph.setGradientForVariableName(name, nothing);
        gradients.add(nothing);
      }
    }
    return gradients;
  }

  private boolean isReady(String operation, Set<String> done) {
    return !done.contains(operation)
        && graph.getOps().get(operation).getOutputsOfOp().stream()
            .filter(between::contains)
            .allMatch(name -> done.containsAll(users.getOrDefault(name, Set.of())));
  }
}
