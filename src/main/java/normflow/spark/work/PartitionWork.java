package normflow.spark.work;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.engine.tile.TilePlan.Task;
import normflow.flow.Flow;
import normflow.graph.ParameterLayout;
import normflow.graph.Weight.Role;
import normflow.spark.Sent;
import normflow.spark.evaluate.EnginePool;
import normflow.spark.evaluate.SentPlan;
import normflow.spark.rows.MiniBatch;
import normflow.spark.rows.WeightedRows;
import normflow.train.LocalResult;
import normflow.train.LocalSteps.Share;
import normflow.train.TrainingConfig;

/**
 * How a partition answers a command: a function of the command, the partition's number and its
 * rows, so that a task that is run again answers with the same bits.
 *
 * @param flow what is trained
 * @param config of the training run
 * @param rows of all partitions
 * @param weighted whether the rows have weights
 * @param trained number of trained parameters
 * @param statisticsColumns that normalising layers see
 * @param initialColumns that layers which are initialised by data see
 * @param engines where a task gets its engine from
 * @param watch told before every answer
 */
public record PartitionWork(
    Flow flow,
    TrainingConfig config,
    long rows,
    boolean weighted,
    int trained,
    int statisticsColumns,
    int initialColumns,
    Engines engines,
    Watch watch)
    implements Serializable {

  /** Rows that share statistics in the pass over all of them. */
  private static final int STATISTICS_ROWS = 8192;

  /** In standardised units: how far a value counts for what layers start from. */
  private static final float FARTHEST = 10;

  /** Lends engines. */
  public sealed interface Engines extends Serializable {

    /** Calls {@code work} with an engine that nobody else uses meanwhile. */
    <T> T with(Function<Engine, T> work);
  }

  /** Engines that build the graphs that they need. */
  private record Building(Flow flow) implements Engines {
    @Override
    public <T> T with(Function<Engine, T> work) {
      return EnginePool.with(flow, work);
    }
  }

  /** Engines by a plan that was made once. */
  private record Planned(Sent<SentPlan> sent) implements Engines {
    @Override
    public <T> T with(Function<Engine, T> work) {
      return EnginePool.with(sent.value(), work);
    }
  }

  /** Where tests make a task fail. */
  public interface Watch extends Serializable {
    /** Called on the task's thread before it computes. */
    void before(int partition, Command command);

    /** Does nothing. */
    static Watch none() {
      return (partition, command) -> {};
    }
  }

  /** The work of a training run over {@code rows} rows. */
  public static PartitionWork of(Flow flow, TrainingConfig config, long rows, Watch watch) {
    ParameterLayout layout = flow.layout();
    int trained = layout.trainedSize();
    int columns = layout.statisticsColumns(Role.RUNNING);
    int initial = layout.statisticsColumns(Role.INITIAL);
    return new PartitionWork(
        flow, config, rows, false, trained, columns, initial, new Building(flow), watch);
  }

  /** The same work over rows with weights. */
  public PartitionWork weighted(boolean haveWeights) {
    return new PartitionWork(
        flow,
        config,
        rows,
        haveWeights,
        trained,
        statisticsColumns,
        initialColumns,
        engines,
        watch);
  }

  /** The same work by a plan for its {@link #tasks}. */
  public PartitionWork planned(Sent<SentPlan> sent) {
    return new PartitionWork(
        flow,
        config,
        rows,
        weighted,
        trained,
        statisticsColumns,
        initialColumns,
        new Planned(sent),
        watch);
  }

  /**
   * Planned here.
   *
   * @param besides what the engine is asked for by others
   */
  public SentPlan plan(Task... besides) {
    Set<Task> all = tasks();
    all.addAll(List.of(besides));
    return SentPlan.of(flow, all.toArray(Task[]::new));
  }

  /** What an engine is asked to do. */
  Set<Task> tasks() {
    EnumSet<Task> tasks = EnumSet.of(Task.GRADIENT, Task.LOG_DENSITY);
    if (statisticsColumns > 0) {
      tasks.add(Task.STATISTICS);
    }
    if (initialColumns > 0) {
      tasks.add(Task.INITIALISATION);
    }
    return tasks;
  }

  /**
   * The answer over the rows that the command is about, which are held at once only where a step
   * picks some of them.
   */
  public PartitionResult answer(Command command, int partition, Iterable<Block> blocks) {
    watch.before(partition, command);
    long started = System.nanoTime();
    return engines.with(engine -> answer(engine, command, partition, blocks, started));
  }

  private PartitionResult answer(
      Engine engine, Command command, int partition, Iterable<Block> blocks, long started) {
    float[] parameters = command.parameters();
    return switch (command.kind()) {
      case GRADIENT ->
          timed(started, share(engine, blocks, partition).gradient(command.step(), parameters));
      case STATISTICS -> {
        Iterable<Block> all = all(blocks, partition);
        yield timed(
            started,
            moments(statisticsColumns, all, TaskCount.LEAST, engine::statistics, parameters));
      }
      case INITIAL_STATISTICS -> {
        Iterable<Block> all = all(blocks, partition);
        yield timed(
            started, moments(initialColumns, all, 1, initialStatistics(engine), parameters));
      }
      case VALIDATION ->
          timed(started, new Validation(engine, weighted, config.trim()).of(parameters, blocks));
      case LOCAL_STEPS ->
          timed(
              started, command.round().take(flow, config, rows, share(engine, blocks, partition)));
    };
  }

  private Share share(Engine engine, Iterable<Block> blocks, int partition) {
    List<Block> held = held(blocks);
    Trim trim = new Trim(config, engine);
    return (step, values) -> trim.gradient(values, batch(held, step, partition), step);
  }

  private static List<Block> held(Iterable<Block> blocks) {
    return blocks instanceof List<Block> list
        ? list
        : StreamSupport.stream(blocks.spliterator(), false).toList();
  }

  private static PartitionResult timed(long started, GradientSum sum) {
    return new PartitionResult(System.nanoTime() - started, sum);
  }

  private static PartitionResult timed(long started, Moments moments) {
    return timed(started, PartitionResult.ofMoments(moments));
  }

  private static PartitionResult timed(long started, LocalResult local) {
    return PartitionResult.of(System.nanoTime() - started, local);
  }

  private Block batch(List<Block> blocks, long step, int partition) {
    int width = flow.width();
    long steps = config.stepsPerEpoch(rows);
    int least = TaskCount.leastShare(statisticsColumns);
    return weighted
        ? WeightedRows.batch(blocks, width, config.seed(), step, steps, partition, least)
        : MiniBatch.of(blocks, width, config.seed(), step, steps, partition, least);
  }

  private Iterable<Block> all(Iterable<Block> blocks, int partition) {
    return weighted
        ? WeightedRows.all(held(blocks), flow.width(), config.seed(), partition)
        : blocks;
  }

  /** Of a column of spread 1 a few values far off would decide mean and variance alone. */
  private static BatchMoments initialStatistics(Engine engine) {
    return (parameters, block) -> engine.initialStatistics(parameters, block.clipped(FARTHEST));
  }

  /** What an engine makes of some rows that are a batch. */
  private interface BatchMoments {
    Moments of(float[] parameters, Block rows);
  }

  private static Moments moments(
      int columns, Iterable<Block> blocks, int least, BatchMoments batch, float[] parameters) {
    Moments all = Moments.empty(columns);
    for (Block block : blocks) {
      int parts = Math.max(1, block.rows() / STATISTICS_ROWS);
      for (int part = 0; part < parts; part++) {
        int first = (int) ((long) block.rows() * part / parts);
        int end = (int) ((long) block.rows() * (part + 1) / parts);
        if (end - first >= least) {
          all = all.merge(batch.of(parameters, block.slice(first, end - first)));
        }
      }
    }
    return all;
  }

  /** The floats of an answer. */
  public int values(Command command) {
    return switch (command.kind()) {
      case GRADIENT -> trained;
      case LOCAL_STEPS -> command.parameters().length + command.optimizerState().length;
      case STATISTICS, INITIAL_STATISTICS, VALIDATION -> 0;
    };
  }

  /** The length of the longest message, without what surrounds it. */
  public long mostBytes() {
    long parameters = flow.layout().size();
    long state = config.averageEvery() == 1 ? 0 : config.optimizer().stateSize(trained);
    return 4 * (parameters + state) + 16L * Math.max(statisticsColumns, initialColumns);
  }

  /** The columns of moments of an answer. */
  public int columns(Command command) {
    return switch (command.kind()) {
      case GRADIENT, STATISTICS -> statisticsColumns;
      case INITIAL_STATISTICS -> initialColumns;
      case VALIDATION -> 1;
      case LOCAL_STEPS -> 0;
    };
  }
}
