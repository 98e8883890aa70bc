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
import normflow.engine.tile.read.GraphReader;
import normflow.engine.tile.read.ReadGraph;
import normflow.flow.Flow;
import normflow.flow.FlowGraph;
import normflow.graph.GraphScope.Tracked;
import normflow.graph.ParameterLayout;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The graphs of a flow, read from SameDiff: made once where SameDiff is at hand and sent to where
 * the rows are, so that no executor builds a graph or loads a native library. What an engine
 * computes follows from them, where it is.
 *
 * <p>What was not prepared is read when it is first asked for, on the spot.
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
  record Planned(
      ReadGraph graph,
      List<String> rowResults,
      List<String> gradients,
      List<String> means,
      List<String> variances)
      implements Serializable {

    /** Rows of a gradient are few for a table, and its networks are multiplied back anyway. */
    LoweredGraph lower() {
      return LoweredGraph.of(graph, gradients.isEmpty());
    }
  }

  /** What is planned in operations on columns. */
  record Lowered(LoweredGraph graph, Planned names) {}

  private final Flow flow;
  private final EnumMap<Task, Planned> planned = new EnumMap<>(Task.class);
  private final EnumMap<Task, String> unsupported = new EnumMap<>(Task.class);

  /** Lowered to see whether they can be: for the first who asks. */
  private final transient Map<Task, LoweredGraph> tried;

  private TilePlan(Flow flow) {
    this.flow = flow;
    this.tried = new EnumMap<>(Task.class);
  }

  /** A plan with these tasks prepared. */
  public TilePlan(Flow flow, Task... tasks) {
    this(flow);
    for (Task task : tasks) {
      plan(task);
    }
  }

  /** The flow that is evaluated. */
  public Flow flow() {
    return flow;
  }

  /**
   * The graph of a task in operations of the caller's own, or none if it holds one that the tile
   * engine does not know.
   */
  synchronized Optional<Lowered> lowered(Task task) {
    plan(task);
    Optional<LoweredGraph> first = Optional.ofNullable(tried.remove(task));
    return Optional.ofNullable(planned.get(task))
        .map(names -> new Lowered(first.orElseGet(() -> names.lower()), names));
  }

  /** Of the tasks asked for so far those that SameDiff's session does, and for what operation. */
  public synchronized Map<Task, String> unsupported() {
    return Map.copyOf(unsupported);
  }

  private void plan(Task task) {
    if (planned.containsKey(task) || unsupported.containsKey(task)) {
      return;
    }
    try {
      Planned plan =
          switch (task) {
            case GRADIENT, STATISTICS -> training(task);
            case INITIALISATION -> initialisation();
            case LOG_DENSITY -> scoring(FlowGraph.LOG_DENSITY);
            case BASE -> scoring(FlowGraph.BASE);
            case DATA, LAYERS -> sampling(task);
          };
      tried.put(task, plan.lower());
      planned.put(task, plan);
    } catch (UnsupportedGraphException e) {
      unsupported.put(task, e.getMessage());
      LOG.warn(
          "{} is evaluated by SameDiff's session, many times slower: {}", task, e.getMessage());
    }
  }

  /** Fields that are not sent are empty where the plan arrives. */
  private Object readResolve() {
    TilePlan plan = new TilePlan(flow);
    plan.planned.putAll(planned);
    plan.unsupported.putAll(unsupported);
    return plan;
  }

  private Planned training(Task task) {
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

  private Planned initialisation() {
    FlowGraph graph = FlowGraph.initialisation(flow, DataType.FLOAT);
    return withStatistics(graph, graph.graph(), List.of(), List.of());
  }

  private static Planned withStatistics(
      FlowGraph graph, SameDiff function, List<String> others, List<String> gradients) {
    List<String> means = graph.tracked().stream().map(Tracked::meanVariable).toList();
    List<String> variances = graph.tracked().stream().map(Tracked::varianceVariable).toList();
    List<String> names = new ArrayList<>(others);
    names.addAll(means);
    names.addAll(variances);
    return new Planned(read(graph, function, names), List.of(), gradients, means, variances);
  }

  private Planned scoring(String name) {
    FlowGraph graph = FlowGraph.scoring(flow, DataType.FLOAT);
    return rows(graph, List.of(name));
  }

  private Planned sampling(Task task) {
    FlowGraph graph = FlowGraph.sampling(flow, DataType.FLOAT);
    List<String> all = graph.layerOutputs();
    return rows(graph, task == Task.LAYERS ? all : List.of(all.get(all.size() - 1)));
  }

  private static Planned rows(FlowGraph graph, List<String> names) {
    ReadGraph read = read(graph, graph.graph(), names);
    return new Planned(read, names, List.of(), List.of(), List.of());
  }

  private static ReadGraph read(FlowGraph graph, SameDiff function, List<String> names) {
    ParameterLayout layout = graph.layout();
    Set<String> parameters =
        layout.entries().stream().map(entry -> entry.weight().name()).collect(toSet());
    return GraphReader.read(function, names, parameters);
  }
}
