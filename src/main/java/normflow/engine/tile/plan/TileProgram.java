package normflow.engine.tile.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import normflow.engine.tile.expression.Column;
import normflow.engine.tile.expression.Operation;
import normflow.engine.tile.expression.UniformValue;
import normflow.engine.tile.expression.Value;
import normflow.engine.tile.expression.Value.PerRow;
import normflow.engine.tile.kernel.Kernels;
import normflow.engine.tile.order.Demand;
import normflow.engine.tile.order.LoweredGraph;
import normflow.engine.tile.order.OperationOrder;
import normflow.engine.tile.order.Place;

/**
 * Results of a graph, evaluated tile by tile; a working object of one thread.
 *
 * <p>A tile is a fixed number of consecutive rows, so small that what is computed for it stays in
 * the cache. Where rows need something that depends on all rows, such as a mean, a call has several
 * phases, each of which goes through all tiles.
 */
public final class TileProgram {

  /** How many tiles are summed in single precision. */
  private static final int TILES_PER_FLUSH = 64;

  private final int rowsPerTile;
  private final float[][] buffers;
  private final int[] batchStrides;
  private final List<Phase> phases;
  private final Map<String, UniformValue> uniformResults;
  private final Map<String, UniformValue> parameters;
  private final UniformValue rowCount;
  private final RowAccess access;

  private record Phase(UniformEvaluation[] uniforms, Spread[] spreads, Work work) {}

  /** What a phase does to every tile, the tables that this reads, and the sums that it adds to. */
  private record Work(LookupTable[] tables, Step[] steps, Sink[] sinks) {}

  private record UniformEvaluation(UniformValue.Rule rule, float[][] arguments, float[] result) {}

  private record Spread(float[] values, int index, int offset) {}

  /** Plans the evaluation of a graph's results. */
  public TileProgram(LoweredGraph graph, Kernels kernels) {
    Map<String, Value> results = graph.results();
    this.rowCount = graph.rowCount();
    List<UniformValue> uniforms = graph.demand().uniforms();
    List<OperationOrder.Deliver> deliveries = new ArrayList<>();
    this.uniformResults = new HashMap<>();
    this.access = new RowAccess();
    results.forEach(
        (name, value) -> {
          if (value instanceof PerRow rows) {
            deliveries.add(new OperationOrder.Deliver(name, rows.columns()));
          } else {
            uniformResults.put(name, (UniformValue) value);
          }
        });
    OperationOrder schedule =
        new OperationOrder(graph.operations(), graph.demand(), uniforms, deliveries);
    Layout layout = TileSize.layout(schedule);
    this.rowsPerTile = layout.rows();
    this.parameters = new LinkedHashMap<>();
    for (UniformValue value : uniforms) {
      if (value.source() instanceof UniformValue.Parameter parameter) {
        parameters.put(parameter.name(), value);
      }
    }
    this.phases = phases(schedule, layout, graph.demand(), kernels);
    List<Integer> batch = layout.batchColumns();
    this.batchStrides = batch.stream().mapToInt(columns -> columns * rowsPerTile).toArray();
    this.buffers = new float[Layout.SPREAD + 1 + batch.size()][0];
    buffers[Layout.TILE] = new float[layout.tileColumns() * rowsPerTile];
    buffers[Layout.SPREAD] = new float[layout.spreadColumns().size() * rowsPerTile];
    spreadConstants(layout);
  }

  private List<Phase> phases(
      OperationOrder schedule, Layout layout, Demand demand, Kernels kernels) {
    List<UniformValue> uniforms = demand.uniforms();
    Scratch scratch = new Scratch();
    int count =
        1
            + Math.max(
                schedule.phases().size() - 1,
                uniforms.stream().mapToInt(UniformValue::phase).max().orElse(0));
    List<Work> work = new ArrayList<>();
    for (int phase = 0; phase < count; phase++) {
      List<OperationOrder.Task> tasks =
          phase < schedule.phases().size() ? schedule.phases().get(phase) : List.of();
      work.add(work(tasks, new Steps(layout.phase(phase), kernels, scratch, demand)));
    }
    List<Phase> phases = new ArrayList<>();
    for (int phase = 0; phase < count; phase++) {
      phases.add(new Phase(evaluations(uniforms, phase), spreads(layout, phase), work.get(phase)));
    }
    return phases;
  }

  private Work work(List<OperationOrder.Task> tasks, Steps steps) {
    List<Step> list = new ArrayList<>();
    List<Sink> sinks = new ArrayList<>();
    for (OperationOrder.Task task : tasks) {
      if (task instanceof OperationOrder.Compute compute) {
        list.addAll(
            compute.operation() instanceof Operation.Input input
                ? List.of(access.load(input, compute.results(), steps.layout()))
                : steps.compute(compute.operation(), compute.results()));
      } else if (task instanceof OperationOrder.Accumulate accumulate) {
        Sink sink = steps.sink(accumulate.value());
        sinks.add(sink);
        list.add(sink.step());
      } else if (task instanceof OperationOrder.Deliver deliver) {
        List<Place> places = steps.layout().places(deliver.columns());
        list.add(access.deliver(deliver.name(), places, rowsPerTile));
      }
    }
    return new Work(
        steps.tables().toArray(LookupTable[]::new),
        list.toArray(Step[]::new),
        sinks.toArray(Sink[]::new));
  }

  private static UniformEvaluation[] evaluations(List<UniformValue> uniforms, int phase) {
    List<UniformEvaluation> evaluations = new ArrayList<>();
    for (UniformValue value : uniforms) {
      if (value.phase() == phase && value.source() instanceof UniformValue.Derived derived) {
        float[][] arguments =
            derived.arguments().stream().map(UniformValue::values).toArray(float[][]::new);
        evaluations.add(new UniformEvaluation(derived.rule(), arguments, value.values()));
      }
    }
    return evaluations.toArray(UniformEvaluation[]::new);
  }

  private static Spread[] spreads(Layout layout, int phase) {
    List<Spread> spreads = new ArrayList<>();
    List<Column> columns = layout.spreadColumns();
    for (Column column : columns) {
      if (column instanceof Column.Uniform uniform && uniform.phase() == phase) {
        spreads.add(
            new Spread(
                uniform.value().values(), uniform.index(), layout.spreadPlace(column).offset()));
      }
    }
    return spreads.toArray(Spread[]::new);
  }

  private void spreadConstants(Layout layout) {
    for (Column column : layout.spreadColumns()) {
      if (column instanceof Column.Constant constant) {
        int offset = layout.spreadPlace(column).offset();
        Arrays.fill(buffers[Layout.SPREAD], offset, offset + rowsPerTile, constant.value());
      }
    }
  }

  /** The parameters that the results depend on, by name. */
  public Map<String, UniformValue> parameters() {
    return parameters;
  }

  /** The names of results that have a row for each row of a call. */
  public Collection<String> rowResults() {
    return access.names();
  }

  /** The number of passes over all tiles. */
  public int phaseCount() {
    return (int) phases.stream().filter(phase -> phase.work.steps.length > 0).count();
  }

  /** Rows that are worked off together. */
  public int rowsPerTile() {
    return rowsPerTile;
  }

  /** Bytes of the columns of one tile. */
  public int tileBytes() {
    return Float.BYTES * (buffers[Layout.TILE].length + buffers[Layout.SPREAD].length);
  }

  /**
   * The numbers of a result without a batch dimension, after a run. They are overwritten by the
   * next.
   */
  public float[] uniformResult(String name) {
    return uniformResults.get(name).values();
  }

  /**
   * Evaluates all results; the parameters must have been written.
   *
   * @param input rows of the placeholder, row-major
   * @param rows how many, at least 1
   * @param targets for each of {@link #rowResults} an array to write to, row-major
   */
  public void run(float[] input, int rows, Map<String, float[]> targets) {
    int tiles = (rows + rowsPerTile - 1) / rowsPerTile;
    for (int i = 0; i < batchStrides.length; i++) {
      int size = Math.multiplyExact(tiles, batchStrides[i]);
      if (buffers[Layout.SPREAD + 1 + i].length < size) {
        buffers[Layout.SPREAD + 1 + i] = new float[size];
      }
    }
    rowCount.values()[0] = rows;
    access.open(input, targets);
    for (Phase phase : phases) {
      run(phase, tiles, rows);
    }
    access.close();
  }

  private void run(Phase phase, int tiles, int rows) {
    for (UniformEvaluation evaluation : phase.uniforms) {
      evaluation.rule.compute(evaluation.arguments, evaluation.result);
    }
    for (Spread spread : phase.spreads) {
      Arrays.fill(
          buffers[Layout.SPREAD],
          spread.offset,
          spread.offset + rowsPerTile,
          spread.values[spread.index]);
    }
    for (LookupTable table : phase.work.tables) {
      table.fill();
    }
    for (Sink sink : phase.work.sinks) {
      sink.begin();
    }
    for (int tile = 0; tile < tiles && phase.work.steps.length > 0; tile++) {
      int count = Math.min(rowsPerTile, rows - tile * rowsPerTile);
      for (Step step : phase.work.steps) {
        step.run(buffers, tile, count);
      }
      if (tile % TILES_PER_FLUSH == TILES_PER_FLUSH - 1) {
        for (Sink sink : phase.work.sinks) {
          sink.flush();
        }
      }
    }
    for (Sink sink : phase.work.sinks) {
      sink.finish();
    }
  }
}
