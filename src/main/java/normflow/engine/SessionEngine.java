package normflow.engine;

import java.util.ArrayList;
import java.util.List;
import normflow.flow.Flow;
import normflow.flow.FlowGraph;
import normflow.graph.GraphScope.Tracked;
import normflow.graph.ParameterLayout;
import normflow.graph.Weight.Role;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Evaluates a flow by SameDiff's own session: the reference, and what runs any operation.
 *
 * <p>Graphs are built when they are first needed. Rows of scoring and sampling are worked off in
 * chunks, so that native memory does not grow with the block.
 */
public final class SessionEngine implements Engine {

  private static final int CHUNK_ROWS = 4096;

  private final Flow flow;
  private final DataType type;
  private final ParameterLayout layout;
  private final int trackedColumns;
  private GraphSession training;
  private GraphSession scoring;
  private GraphSession sampling;

  /** Single precision, as training and scoring use it. */
  public SessionEngine(Flow flow) {
    this(flow, DataType.FLOAT);
  }

  /**
   * An engine of one precision, in which rows are handed in and out as floats.
   *
   * @param type FLOAT or DOUBLE
   */
  public SessionEngine(Flow flow, DataType type) {
    this.flow = flow;
    this.type = type;
    this.layout = flow.layout();
    this.trackedColumns = layout.statisticsColumns(Role.RUNNING);
  }

  @Override
  public GradientSum lossAndGradient(float[] parameters, Block rows) {
    if (rows.rows() == 0) {
      return GradientSum.empty(layout.trainedSize(), trackedColumns);
    }
    rows.requireVariance(trackedColumns);
    GraphSession session = training();
    List<String> outputs = new ArrayList<>();
    outputs.add(FlowGraph.LOSS);
    layout.trained().forEach(entry -> outputs.add(gradientOf(session, entry)));
    addStatistics(session, outputs);
    try (GraphSession.Outputs results = session.run(parameters, rows, outputs)) {
      float[] gradient = new float[layout.trainedSize()];
      for (ParameterLayout.Entry entry : layout.trained()) {
        float[] values = results.values(gradientOf(session, entry));
        System.arraycopy(values, 0, gradient, entry.offset(), values.length);
      }
      double loss = results.values(FlowGraph.LOSS)[0];
      return new GradientSum(
          rows.rows(), loss, gradient, moments(session, rows.rows(), trackedColumns, results));
    }
  }

  private static String gradientOf(GraphSession session, ParameterLayout.Entry entry) {
    return session.flowGraph().gradientOf(entry.weight().name());
  }

  @Override
  public Moments statistics(float[] parameters, Block rows) {
    if (rows.rows() == 0 || trackedColumns == 0) {
      return Moments.empty(trackedColumns);
    }
    rows.requireVariance(trackedColumns);
    return statistics(training(), parameters, rows, trackedColumns);
  }

  @Override
  public Moments initialStatistics(float[] parameters, Block rows) {
    int columns = layout.statisticsColumns(Role.INITIAL);
    if (rows.rows() == 0 || columns == 0) {
      return Moments.empty(columns);
    }
    FlowGraph graph = FlowGraph.initialisation(flow, type);
    try (GraphSession session = new GraphSession(graph, graph.graph())) {
      return statistics(session, parameters, rows, columns);
    }
  }

  private static Moments statistics(
      GraphSession session, float[] parameters, Block rows, int columns) {
    List<String> outputs = new ArrayList<>();
    addStatistics(session, outputs);
    try (GraphSession.Outputs results = session.run(parameters, rows, outputs)) {
      return moments(session, rows.rows(), columns, results);
    }
  }

  private static void addStatistics(GraphSession session, List<String> outputs) {
    for (Tracked tracked : session.flowGraph().tracked()) {
      outputs.add(tracked.meanVariable());
      outputs.add(tracked.varianceVariable());
    }
  }

  private static Moments moments(
      GraphSession session, int rows, int columns, GraphSession.Outputs results) {
    double[] mean = new double[columns];
    double[] squares = new double[columns];
    int column = 0;
    for (Tracked tracked : session.flowGraph().tracked()) {
      float[] means = results.values(tracked.meanVariable());
      float[] variances = results.values(tracked.varianceVariable());
      for (int i = 0; i < means.length; i++) {
        mean[column] = means[i];
        squares[column++] = (double) variances[i] * rows;
      }
    }
    return new Moments(rows, mean, squares);
  }

  @Override
  public float[] logDensity(float[] parameters, Block rows) {
    return byChunks(scoring(), parameters, rows, List.of(FlowGraph.LOG_DENSITY), 1).get(0);
  }

  @Override
  public Block toBase(float[] parameters, Block rows) {
    int dim = flow.dim();
    List<float[]> base = byChunks(scoring(), parameters, rows, List.of(FlowGraph.BASE), dim);
    return new Block(base.get(0), rows.rows(), dim);
  }

  @Override
  public Block toData(float[] parameters, Block base) {
    List<String> layers = sampling().flowGraph().layerOutputs();
    List<String> last = List.of(layers.get(layers.size() - 1));
    List<float[]> data = byChunks(sampling(), parameters, base, last, flow.dim());
    return new Block(data.get(0), base.rows(), flow.dim());
  }

  @Override
  public List<Block> toDataByLayer(float[] parameters, Block base) {
    List<String> layers = sampling().flowGraph().layerOutputs();
    return byChunks(sampling(), parameters, base, layers, flow.dim()).stream()
        .map(values -> new Block(values, base.rows(), flow.dim()))
        .toList();
  }

  /** Runs row by row outputs of the given width over chunks; one array for each name. */
  private static List<float[]> byChunks(
      GraphSession session, float[] parameters, Block rows, List<String> names, int columns) {
    List<float[]> all =
        names.stream().map(name -> new float[Math.multiplyExact(rows.rows(), columns)]).toList();
    for (int first = 0; first < rows.rows(); first += CHUNK_ROWS) {
      Block chunk = rows.slice(first, Math.min(CHUNK_ROWS, rows.rows() - first));
      try (GraphSession.Outputs results = session.run(parameters, chunk, names)) {
        for (int i = 0; i < names.size(); i++) {
          float[] values = results.values(names.get(i));
          System.arraycopy(values, 0, all.get(i), first * columns, values.length);
        }
      }
    }
    return all;
  }

  private GraphSession training() {
    if (training == null) {
      FlowGraph graph = FlowGraph.training(flow, type);
      training = new GraphSession(graph, graph.gradient());
    }
    return training;
  }

  private GraphSession scoring() {
    if (scoring == null) {
      FlowGraph graph = FlowGraph.scoring(flow, type);
      scoring = new GraphSession(graph, graph.graph());
    }
    return scoring;
  }

  private GraphSession sampling() {
    if (sampling == null) {
      FlowGraph graph = FlowGraph.sampling(flow, type);
      sampling = new GraphSession(graph, graph.graph());
    }
    return sampling;
  }

  @Override
  public void close() {
    for (GraphSession session : new GraphSession[] {training, scoring, sampling}) {
      if (session != null) {
        session.close();
      }
    }
    training = null;
    scoring = null;
    sampling = null;
  }
}
