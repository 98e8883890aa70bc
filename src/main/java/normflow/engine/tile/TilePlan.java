package normflow.engine.tile;

import static java.util.stream.Collectors.toSet;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import normflow.engine.tile.expression.UnsupportedGraphException;
import normflow.engine.tile.order.LoweredGraph;
import normflow.flow.Flow;
import normflow.flow.FlowGraph;
import normflow.graph.GraphScope.Tracked;
import normflow.graph.ParameterLayout;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The graphs of a flow, lowered from SameDiff: made once where SameDiff is at hand and sent to
 * where the rows are, so that no executor builds a graph or loads a native library.
 *
 * <p>What was not prepared is lowered when it is first asked for, on the spot.
 */
public final class TilePlan implements Serializable {

  private static final Logger LOG = LoggerFactory.getLogger(TilePlan.class);

  /** What an engine evaluates, each by a program of its own. */
  public enum Task {
    /** The loss, its gradient and the statistics of normalising layers. */
    GRADIENT,
    /** Those statistics alone. */
    STATISTICS,
    /** The statistics that layers are initialised by. */
    INITIALISATION,
    /** The log-density of each row. */
    LOG_DENSITY,
    /** The base point of each row. */
    BASE,
    /** The data point of each base point. */
    DATA,
    /** The same after each layer on the way. */
    LAYERS
  }

  /**
   * The graph of a task and the names of what it yields.
   *
   * @param rowResults values with a row for each row of the call
   * @param gradients gradients of the trained weights, in the order of the layout
   * @param means batch means of normalising layers
   * @param variances batch variances of the same
   */
  record Lowered(
      LoweredGraph graph,
      List<String> rowResults,
      List<String> gradients,
      List<String> means,
      List<String> variances)
      implements Serializable {}

  private final Flow flow;
  private final EnumMap<Task, Lowered> lowered = new EnumMap<>(Task.class);
  private final EnumMap<Task, String> unsupported = new EnumMap<>(Task.class);

  /** A plan with these tasks prepared. */
  public TilePlan(Flow flow, Task... tasks) {
    this.flow = flow;
    for (Task task : tasks) {
      lowered(task);
    }
  }

  /** The flow that is evaluated. */
  public Flow flow() {
    return flow;
  }

  /** The graph of a task, or none if it holds an operation that the tile engine does not know. */
  synchronized Optional<Lowered> lowered(Task task) {
    if (!lowered.containsKey(task) && !unsupported.containsKey(task)) {
      lower(task);
    }
    return Optional.ofNullable(lowered.get(task));
  }

  /** Of the tasks asked for so far those that SameDiff's session does, and for what operation. */
  public synchronized Map<Task, String> unsupported() {
    return Map.copyOf(unsupported);
  }

  private void lower(Task task) {
    try {
      lowered.put(
          task,
          switch (task) {
            case GRADIENT, STATISTICS -> training(task);
            case INITIALISATION -> initialisation();
            case LOG_DENSITY -> scoring(FlowGraph.LOG_DENSITY);
            case BASE -> scoring(FlowGraph.BASE);
            case DATA, LAYERS -> sampling(task);
          });
    } catch (UnsupportedGraphException e) {
      unsupported.put(task, e.getMessage());
      LOG.warn(
          "{} is evaluated by SameDiff's session, many times slower: {}", task, e.getMessage());
    }
  }

  private Lowered training(Task task) {
    FlowGraph graph = FlowGraph.training(flow, DataType.FLOAT);
    List<String> gradients =
        task == Task.GRADIENT
            ? graph.layout().trained().stream()
                .map(entry -> graph.gradientOf(entry.weight().name()))
                .toList()
            : List.of();
    List<String> names = new ArrayList<>(gradients);
    if (task == Task.GRADIENT) {
      names.add(FlowGraph.LOSS);
    }
    return withStatistics(graph, graph.gradient(), names, gradients);
  }

  private Lowered initialisation() {
    FlowGraph graph = FlowGraph.initialisation(flow, DataType.FLOAT);
    return withStatistics(graph, graph.graph(), List.of(), List.of());
  }

  private static Lowered withStatistics(
      FlowGraph graph, SameDiff function, List<String> others, List<String> gradients) {
    List<String> means = graph.tracked().stream().map(Tracked::meanVariable).toList();
    List<String> variances = graph.tracked().stream().map(Tracked::varianceVariable).toList();
    List<String> names = new ArrayList<>(others);
    names.addAll(means);
    names.addAll(variances);
    return new Lowered(lowered(graph, function, names), List.of(), gradients, means, variances);
  }

  private Lowered scoring(String name) {
    FlowGraph graph = FlowGraph.scoring(flow, DataType.FLOAT);
    return rows(graph, List.of(name));
  }

  private Lowered sampling(Task task) {
    FlowGraph graph = FlowGraph.sampling(flow, DataType.FLOAT);
    List<String> all = graph.layerOutputs();
    return rows(graph, task == Task.LAYERS ? all : List.of(all.get(all.size() - 1)));
  }

  private static Lowered rows(FlowGraph graph, List<String> names) {
    LoweredGraph loweredGraph = lowered(graph, graph.graph(), names);
    return new Lowered(loweredGraph, names, List.of(), List.of(), List.of());
  }

  private static LoweredGraph lowered(FlowGraph graph, SameDiff function, List<String> names) {
    ParameterLayout layout = graph.layout();
    Set<String> parameters =
        layout.entries().stream().map(entry -> entry.weight().name()).collect(toSet());
    return LoweredGraph.of(function, names, parameters);
  }
}
