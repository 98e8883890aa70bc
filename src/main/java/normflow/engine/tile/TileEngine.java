package normflow.engine.tile;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.engine.SessionEngine;
import normflow.engine.tile.expression.UnsupportedGraphException;
import normflow.engine.tile.kernel.KernelProvider;
import normflow.engine.tile.kernel.Kernels;
import normflow.engine.tile.plan.TileProgram;
import normflow.flow.Flow;
import normflow.flow.FlowGraph;
import normflow.graph.GraphScope.Tracked;
import normflow.graph.ParameterLayout;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the SameDiff graphs of a flow tile by tile with the kernels of this JVM.
 *
 * <p>The graph, its derivative included, stays SameDiff's; only its evaluation is done here. A
 * graph with an operation that has no rule is evaluated by {@link SessionEngine}, and one log line
 * names the operation. Results are the same bits in every run on the same kind of machine.
 */
public final class TileEngine implements Engine {

  private static final Logger LOG = LoggerFactory.getLogger(TileEngine.class);

  /** What an engine evaluates, each by a program of its own. */
  private enum Task {
    GRADIENT,
    STATISTICS,
    LOG_DENSITY,
    BASE,
    DATA,
    LAYERS
  }

  /** A program and the names of its results in the graph. */
  private record Compiled(FlowGraph graph, TileProgram program, List<String> rowResults) {}

  private final Flow flow;
  private final ParameterLayout layout;
  private final int trackedColumns;
  private final Kernels kernels;
  private final Map<Task, Optional<Compiled>> programs = new HashMap<>();
  private final SessionEngine session;

  /** An engine with the fastest kernels of this JVM. */
  public TileEngine(Flow flow) {
    this(flow, KernelProvider.fastest());
  }

  TileEngine(Flow flow, Kernels kernels) {
    this.flow = flow;
    this.kernels = kernels;
    this.layout = flow.layout();
    this.trackedColumns = (layout.size() - layout.trainedSize()) / 2;
    this.session = new SessionEngine(flow);
  }

  @Override
  public GradientSum lossAndGradient(float[] parameters, Block rows) {
    Optional<Compiled> compiled = compiled(Task.GRADIENT);
    if (rows.rows() == 0 || lacksVariance(rows) || compiled.isEmpty()) {
      return session.lossAndGradient(parameters, rows);
    }
    Compiled training = compiled.get();
    run(training, parameters, rows, Map.of());
    float[] gradient = new float[layout.trainedSize()];
    for (ParameterLayout.Entry entry : layout.trained()) {
      float[] values = result(training, gradientOf(training.graph, entry));
      System.arraycopy(values, 0, gradient, entry.offset(), values.length);
    }
    double loss = result(training, FlowGraph.LOSS)[0];
    return new GradientSum(rows.rows(), loss, gradient, moments(training, rows.rows()));
  }

  private static String gradientOf(FlowGraph graph, ParameterLayout.Entry entry) {
    return graph.gradientOf(entry.weight().name());
  }

  private static float[] result(Compiled compiled, String name) {
    return compiled.program.uniformResult(name);
  }

  @Override
  public Moments statistics(float[] parameters, Block rows) {
    if (rows.rows() == 0 || trackedColumns == 0) {
      return Moments.empty(trackedColumns);
    }
    Optional<Compiled> compiled = compiled(Task.STATISTICS);
    if (lacksVariance(rows) || compiled.isEmpty()) {
      return session.statistics(parameters, rows);
    }
    run(compiled.get(), parameters, rows, Map.of());
    return moments(compiled.get(), rows.rows());
  }

  /** The reference engine says what is wrong with such a batch. */
  private boolean lacksVariance(Block rows) {
    return trackedColumns > 0 && rows.rows() == 1;
  }

  private Moments moments(Compiled compiled, int rows) {
    double[] mean = new double[trackedColumns];
    double[] squares = new double[trackedColumns];
    int column = 0;
    for (Tracked tracked : compiled.graph.tracked()) {
      float[] means = result(compiled, tracked.meanVariable());
      float[] variances = result(compiled, tracked.varianceVariable());
      for (int i = 0; i < means.length; i++) {
        mean[column] = means[i];
        squares[column++] = (double) variances[i] * rows;
      }
    }
    return new Moments(rows, mean, squares);
  }

  @Override
  public float[] logDensity(float[] parameters, Block rows) {
    return rowResults(
            Task.LOG_DENSITY,
            parameters,
            rows,
            1,
            () -> List.of(session.logDensity(parameters, rows)))
        .get(0);
  }

  @Override
  public Block toBase(float[] parameters, Block rows) {
    return blocks(Task.BASE, parameters, rows, () -> List.of(session.toBase(parameters, rows)))
        .get(0);
  }

  @Override
  public Block toData(float[] parameters, Block base) {
    return blocks(Task.DATA, parameters, base, () -> List.of(session.toData(parameters, base)))
        .get(0);
  }

  @Override
  public List<Block> toDataByLayer(float[] parameters, Block base) {
    return blocks(Task.LAYERS, parameters, base, () -> session.toDataByLayer(parameters, base));
  }

  private List<Block> blocks(
      Task task, float[] parameters, Block rows, Supplier<List<Block>> otherwise) {
    List<float[]> values =
        rowResults(
            task,
            parameters,
            rows,
            rows.dim(),
            () -> otherwise.get().stream().map(Block::values).toList());
    return values.stream().map(array -> new Block(array, rows.rows(), rows.dim())).toList();
  }

  private List<float[]> rowResults(
      Task task, float[] parameters, Block rows, int columns, Supplier<List<float[]>> otherwise) {
    Optional<Compiled> compiled = compiled(task);
    if (compiled.isEmpty() || rows.rows() == 0) {
      return otherwise.get();
    }
    List<float[]> arrays = new ArrayList<>();
    Map<String, float[]> targets = new HashMap<>();
    for (String name : compiled.get().rowResults) {
      float[] array = new float[Math.multiplyExact(rows.rows(), columns)];
      arrays.add(array);
      targets.put(name, array);
    }
    run(compiled.get(), parameters, rows, targets);
    return arrays;
  }

  private void run(
      Compiled compiled, float[] parameters, Block rows, Map<String, float[]> targets) {
    compiled
        .program
        .parameters()
        .forEach(
            (name, value) ->
                System.arraycopy(
                    parameters, layout.entry(name).offset(), value.values(), 0, value.size()));
    compiled.program.run(rows.values(), rows.rows(), targets);
  }

  private Optional<Compiled> compiled(Task task) {
    return programs.computeIfAbsent(task, this::compile);
  }

  private Optional<Compiled> compile(Task task) {
    try {
      return Optional.of(
          switch (task) {
            case GRADIENT, STATISTICS -> training(task);
            case LOG_DENSITY -> scoring(FlowGraph.LOG_DENSITY);
            case BASE -> scoring(FlowGraph.BASE);
            case DATA, LAYERS -> sampling(task);
          });
    } catch (UnsupportedGraphException e) {
      LOG.warn(
          "{} is evaluated by SameDiff's session, many times slower: {}", task, e.getMessage());
      return Optional.empty();
    }
  }

  private Compiled training(Task task) {
    FlowGraph graph = FlowGraph.training(flow, DataType.FLOAT);
    List<String> names = new ArrayList<>();
    if (task == Task.GRADIENT) {
      names.add(FlowGraph.LOSS);
      layout.trained().forEach(entry -> names.add(gradientOf(graph, entry)));
    }
    for (Tracked tracked : graph.tracked()) {
      names.add(tracked.meanVariable());
      names.add(tracked.varianceVariable());
    }
    return new Compiled(graph, program(graph.gradient(), names), List.of());
  }

  private Compiled scoring(String name) {
    FlowGraph graph = FlowGraph.scoring(flow, DataType.FLOAT);
    List<String> names = List.of(name);
    return new Compiled(graph, program(graph.graph(), names), names);
  }

  private Compiled sampling(Task task) {
    FlowGraph graph = FlowGraph.sampling(flow, DataType.FLOAT);
    List<String> all = graph.layerOutputs();
    List<String> names = task == Task.LAYERS ? all : List.of(all.get(all.size() - 1));
    return new Compiled(graph, program(graph.graph(), names), names);
  }

  private TileProgram program(SameDiff graph, List<String> names) {
    Set<String> parameters =
        layout.entries().stream().map(entry -> entry.weight().name()).collect(toSet());
    return new TileProgram(graph, names, parameters, kernels);
  }

  @Override
  public void close() {
    programs.clear();
    session.close();
  }
}
