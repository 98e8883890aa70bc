package normflow.engine.tile;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.engine.Nd4jPresence;
import normflow.engine.Nd4jPresence.MissingNd4jException;
import normflow.engine.SessionEngine;
import normflow.engine.tile.TilePlan.Planned;
import normflow.engine.tile.TilePlan.Task;
import normflow.engine.tile.kernel.KernelProvider;
import normflow.engine.tile.kernel.Kernels;
import normflow.engine.tile.plan.TileProgram;
import normflow.flow.Flow;
import normflow.flow.FlowGraph;
import normflow.graph.ParameterLayout;
import normflow.graph.Weight.Role;

/**
 * Evaluates the SameDiff graphs of a flow tile by tile with the kernels of this JVM.
 *
 * <p>The graph, its derivative included, stays SameDiff's; only its evaluation is done here. A
 * graph with an operation that has no rule is evaluated by {@link SessionEngine}, and one log line
 * names the operation. Results are the same bits in every run on the same kind of machine.
 */
public final class TileEngine implements Engine {

  /** A program and the names of its results in the graph. */
  private record Compiled(TileProgram program, Planned names) {}

  private final TilePlan plan;
  private final ParameterLayout layout;
  private final List<ParameterLayout.Entry> trained;
  private final int trackedColumns;
  private final Kernels kernels;
  private final Map<Task, Optional<Compiled>> programs = new EnumMap<>(Task.class);
  private Optional<SessionEngine> session = Optional.empty();

  /** An engine with the fastest kernels of this JVM, which lowers the graphs that it needs. */
  public TileEngine(Flow flow) {
    this(new TilePlan(flow));
  }

  /** An engine with the fastest kernels of this JVM. */
  public TileEngine(TilePlan plan) {
    this(plan, KernelProvider.fastest());
  }

  TileEngine(TilePlan plan, Kernels kernels) {
    this.plan = plan;
    this.kernels = kernels;
    this.layout = plan.flow().layout();
    this.trained = layout.trained();
    this.trackedColumns = layout.statisticsColumns(Role.RUNNING);
  }

  @Override
  public GradientSum lossAndGradient(float[] parameters, Block rows) {
    if (rows.rows() == 0) {
      return GradientSum.empty(layout.trainedSize(), trackedColumns);
    }
    rows.requireVariance(trackedColumns);
    Optional<Compiled> compiled = compiled(Task.GRADIENT);
    if (compiled.isEmpty()) {
      return session(Task.GRADIENT).lossAndGradient(parameters, rows);
    }
    Compiled training = compiled.get();
    run(training, parameters, rows, Map.of());
    float[] gradient = new float[layout.trainedSize()];
    for (int i = 0; i < trained.size(); i++) {
      float[] values = result(training, training.names.gradients().get(i));
      System.arraycopy(values, 0, gradient, trained.get(i).offset(), values.length);
    }
    double loss = result(training, FlowGraph.LOSS)[0];
    return new GradientSum(
        rows.rows(), loss, gradient, moments(training, rows.rows(), trackedColumns));
  }

  private static float[] result(Compiled compiled, String name) {
    return compiled.program.uniformResult(name);
  }

  @Override
  public Moments statistics(float[] parameters, Block rows) {
    if (rows.rows() == 0 || trackedColumns == 0) {
      return Moments.empty(trackedColumns);
    }
    rows.requireVariance(trackedColumns);
    Optional<Compiled> compiled = compiled(Task.STATISTICS);
    if (compiled.isEmpty()) {
      return session(Task.STATISTICS).statistics(parameters, rows);
    }
    run(compiled.get(), parameters, rows, Map.of());
    return moments(compiled.get(), rows.rows(), trackedColumns);
  }

  @Override
  public Moments initialStatistics(float[] parameters, Block rows) {
    int columns = layout.statisticsColumns(Role.INITIAL);
    if (rows.rows() == 0 || columns == 0) {
      return Moments.empty(columns);
    }
    Optional<Compiled> compiled = compiled(Task.INITIALISATION);
    if (compiled.isEmpty()) {
      return session(Task.INITIALISATION).initialStatistics(parameters, rows);
    }
    run(compiled.get(), parameters, rows, Map.of());
    return moments(compiled.get(), rows.rows(), columns);
  }

  private static Moments moments(Compiled compiled, int rows, int columns) {
    double[] mean = new double[columns];
    double[] squares = new double[columns];
    int column = 0;
    for (int layer = 0; layer < compiled.names.means().size(); layer++) {
      float[] means = result(compiled, compiled.names.means().get(layer));
      float[] variances = result(compiled, compiled.names.variances().get(layer));
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
            () -> List.of(session(Task.LOG_DENSITY).logDensity(parameters, rows)))
        .get(0);
  }

  @Override
  public Block toBase(float[] parameters, Block rows) {
    return blocks(
            Task.BASE, parameters, rows, () -> List.of(session(Task.BASE).toBase(parameters, rows)))
        .get(0);
  }

  @Override
  public Block toData(float[] parameters, Block base) {
    return blocks(
            Task.DATA, parameters, base, () -> List.of(session(Task.DATA).toData(parameters, base)))
        .get(0);
  }

  @Override
  public List<Block> toDataByLayer(float[] parameters, Block base) {
    return blocks(
        Task.LAYERS, parameters, base, () -> session(Task.LAYERS).toDataByLayer(parameters, base));
  }

  private List<Block> blocks(
      Task task, float[] parameters, Block rows, Supplier<List<Block>> otherwise) {
    int dim = plan.flow().dim();
    List<float[]> values =
        rowResults(
            task,
            parameters,
            rows,
            dim,
            () -> otherwise.get().stream().map(Block::values).toList());
    return values.stream().map(array -> new Block(array, rows.rows(), dim)).toList();
  }

  private List<float[]> rowResults(
      Task task, float[] parameters, Block rows, int columns, Supplier<List<float[]>> otherwise) {
    Optional<Compiled> compiled = compiled(task);
    if (compiled.isEmpty()) {
      return otherwise.get();
    }
    List<float[]> arrays = new ArrayList<>();
    Map<String, float[]> targets = new HashMap<>();
    for (String name : compiled.get().names.rowResults()) {
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
    return programs.computeIfAbsent(
        task,
        key ->
            plan.lowered(key)
                .map(
                    lowered ->
                        new Compiled(new TileProgram(lowered.graph(), kernels), lowered.names())));
  }

  /** The reference engine, for a task with an operation that has no kernel. */
  private SessionEngine session(Task task) {
    if (session.isEmpty()) {
      if (!Nd4jPresence.isWhole()) {
        throw MissingNd4jException.forOperation(plan.unsupported().get(task));
      }
      session = Optional.of(new SessionEngine(plan.flow()));
    }
    return session.get();
  }

  @Override
  public void close() {
    programs.clear();
    session.ifPresent(SessionEngine::close);
    session = Optional.empty();
  }
}
