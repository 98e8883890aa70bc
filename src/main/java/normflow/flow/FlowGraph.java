package normflow.flow;

import java.util.ArrayList;
import java.util.List;
import normflow.graph.Differentiation;
import normflow.graph.GraphScope;
import normflow.graph.GraphScope.Mode;
import normflow.graph.GraphScope.Tracked;
import normflow.graph.ParameterLayout;
import normflow.layer.Layer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A flow as a SameDiff graph: a working object of the thread that built it, never shipped.
 *
 * <p>Every graph reads {@link #INPUT} (batch, width) and has a variable for each weight of the
 * flow's layout under the weight's name.
 */
public final class FlowGraph {

  /**
   * Rows of data (training, scoring) or of the base (sampling), with their context behind them:
   * (batch, width).
   */
  public static final String INPUT = "input";

  /** Σ -log p over the rows: a scalar, in a training graph. */
  public static final String LOSS = "loss";

  /** log p of each row: (batch, 1), in training and scoring graphs. */
  public static final String LOG_DENSITY = "log_density";

  /** Rows mapped to the base: (batch, dim), in training and scoring graphs. */
  public static final String BASE = "base";

  private final Flow flow;
  private final ParameterLayout layout;
  private final SameDiff graph;
  private final List<Tracked> tracked;
  private final List<String> layerOutputs;

  private FlowGraph(
      Flow flow,
      ParameterLayout layout,
      SameDiff graph,
      List<Tracked> tracked,
      List<String> layerOutputs) {
    this.flow = flow;
    this.layout = layout;
    this.graph = graph;
    this.tracked = tracked;
    this.layerOutputs = layerOutputs;
  }

  /**
   * The graph of the negative log-likelihood, with statistics of the batch where layers use them,
   * and of its gradient; see {@link #gradientOf}.
   */
  public static FlowGraph training(Flow flow, DataType type) {
    FlowGraph training = loss(flow, type);
    Differentiation.add(training.graph, training.graph.getVariable(LOSS));
    return training;
  }

  /** The graph of {@link #training} without the gradient. */
  static FlowGraph loss(Flow flow, DataType type) {
    FlowGraph training = likelihood(flow, type, Mode.TRAINING);
    training.graph.getVariable(LOG_DENSITY).sum().neg().rename(LOSS);
    return training;
  }

  /** The graph of the log-density with the running statistics. */
  public static FlowGraph scoring(Flow flow, DataType type) {
    return likelihood(flow, type, Mode.EVALUATION);
  }

  /** The graph from the base to the data; {@link #layerOutputs} are the rows after each layer. */
  public static FlowGraph sampling(Flow flow, DataType type) {
    ParameterLayout layout = flow.layout();
    SameDiff graph = SameDiff.create();
    GraphScope root = root(flow, graph, type, Mode.EVALUATION, layout);
    int drawn = flow.base().drawn(flow.dim());
    List<String> outputs = new ArrayList<>();
    toData(flow, root, root.input(INPUT, drawn), outputs);
    return new FlowGraph(flow, layout, graph, List.of(), outputs);
  }

  /** The rows that draws of the base stand for, in the scope of the flow's weights. */
  static SDVariable drawnRows(Flow flow, GraphScope scope, SDVariable draws) {
    return toData(flow, scope, draws, new ArrayList<>());
  }

  /**
   * @param outputs takes the names of the rows after each layer, or those of the base where there
   *     are none
   */
  private static SDVariable toData(
      Flow flow, GraphScope root, SDVariable draws, List<String> outputs) {
    GraphScope ofBase = root.child(Flow.BASE);
    SDVariable value = ofBase.part(() -> flow.base().drawnRows(ofBase, draws));
    if (flow.layers().isEmpty()) {
      value = ofBase.output(value, "data");
      outputs.add(value.name());
    }
    for (int i = flow.layers().size() - 1; i >= 0; i--) {
      GraphScope scope = root.child(Flow.prefix(i));
      Layer layer = flow.layers().get(i);
      SDVariable base = value;
      value = scope.output(scope.part(() -> layer.toData(scope, base)).value(), "data");
      outputs.add(value.name());
    }
    return value;
  }

  /**
   * The graph whose batch statistics, {@link #tracked}, are what initial statistics are set to; it
   * has no gradient.
   */
  public static FlowGraph initialisation(Flow flow, DataType type) {
    return likelihood(flow, type, Mode.INITIALISATION);
  }

  private static GraphScope root(
      Flow flow, SameDiff graph, DataType type, Mode mode, ParameterLayout layout) {
    return GraphScope.root(graph, type, mode, flow.dim(), flow.context(), layout);
  }

  private static FlowGraph likelihood(Flow flow, DataType type, Mode mode) {
    ParameterLayout layout = flow.layout();
    SameDiff graph = SameDiff.create();
    GraphScope root = root(flow, graph, type, mode, layout);
    root.output(logDensity(flow, root, root.input(INPUT)), LOG_DENSITY);
    return new FlowGraph(flow, layout, graph, root.tracked(), List.of());
  }

  /** log p of rows (batch, dim) in the scope of the flow's weights: (batch, 1). */
  static SDVariable logDensity(Flow flow, GraphScope root, SDVariable rows) {
    SDVariable value = rows;
    List<SDVariable> logDets = new ArrayList<>();
    for (int i = 0; i < flow.layers().size(); i++) {
      GraphScope scope = root.child(Flow.prefix(i));
      Layer layer = flow.layers().get(i);
      SDVariable data = value;
      Layer.Mapped mapped = scope.part(() -> layer.toBase(scope, data));
      value = mapped.value();
      logDets.add(mapped.logDet());
    }
    if (flow.layers().isEmpty()) {
      // A copy, as the input keeps its name.
      value = root.columns(value, 0, flow.dim());
    }
    value = root.output(value, BASE);
    SDVariable logDensity = flow.base().logDensity(root.child(Flow.BASE), value);
    for (SDVariable logDet : logDets) {
      logDensity = logDensity.add(logDet);
    }
    return logDensity;
  }

  /** The flow that this is a graph of. */
  public Flow flow() {
    return flow;
  }

  /** Where the weights stand in the flat parameter vector. */
  public ParameterLayout layout() {
    return layout;
  }

  /** The graph itself. */
  public SameDiff graph() {
    return graph;
  }

  /** Loss, log-densities, statistics and the gradient of a training graph, from one pass. */
  public SameDiff gradient() {
    return graph.getFunction(Differentiation.FUNCTION);
  }

  /**
   * The name of the gradient of a trained weight in {@link #gradient()}. It is not always {@code
   * <weight>-grad}: where a weight is used twice, that is the first of two summands.
   */
  public String gradientOf(String weight) {
    return graph.grad(weight).name();
  }

  /** The batch statistics that a training graph yields, in the order of the layers. */
  public List<Tracked> tracked() {
    return tracked;
  }

  /**
   * Names of the rows after each layer of a sampling graph, or of those of the base if there are
   * none; the last of them the data.
   */
  public List<String> layerOutputs() {
    return layerOutputs;
  }
}
