package normflow.distributed;

import java.io.Serializable;
import java.util.List;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.flow.Flow;
import normflow.graph.ParameterLayout;
import normflow.train.TrainingConfig;

/**
 * How a partition answers a command: a function of the command, the partition's number and its
 * rows, so that a task that is run again answers with the same bits.
 *
 * @param flow what is trained
 * @param seed of the order of rows
 * @param stepsPerEpoch mini-batches of one pass over the rows
 * @param trained number of trained parameters
 * @param statisticsColumns that normalising layers see
 * @param watch told before every answer
 */
record PartitionWork(
    Flow flow, long seed, long stepsPerEpoch, int trained, int statisticsColumns, Watch watch)
    implements Serializable {

  /** Rows that share statistics in the pass over all of them. */
  private static final int STATISTICS_ROWS = 8192;

  /** Where tests make a task fail. */
  interface Watch extends Serializable {
    /** Called on the task's thread before it computes. */
    void before(int partition, Command command);

    /** Does nothing. */
    static Watch none() {
      return (partition, command) -> {};
    }
  }

  /** The work of a training run over {@code rows} rows. */
  static PartitionWork of(Flow flow, TrainingConfig config, long rows, Watch watch) {
    ParameterLayout layout = flow.layout();
    int trained = layout.trainedSize();
    int columns = (layout.size() - trained) / 2;
    return new PartitionWork(
        flow, config.seed(), config.stepsPerEpoch(rows), trained, columns, watch);
  }

  /** The answer over the rows that the command is about. */
  PartitionResult answer(Command command, int partition, List<Block> rows) {
    watch.before(partition, command);
    long started = System.nanoTime();
    GradientSum sum = EnginePool.with(flow, engine -> compute(engine, command, partition, rows));
    return new PartitionResult(System.nanoTime() - started, sum);
  }

  private GradientSum compute(Engine engine, Command command, int partition, List<Block> rows) {
    float[] parameters = command.parameters();
    return switch (command.kind()) {
      case GRADIENT ->
          engine.lossAndGradient(
              parameters,
              MiniBatch.of(rows, flow.dim(), seed, command.step(), stepsPerEpoch, partition));
      case STATISTICS -> PartitionResult.ofMoments(statistics(engine, parameters, rows));
      case VALIDATION -> PartitionResult.ofMoments(negativeLogLikelihood(engine, parameters, rows));
    };
  }

  private Moments statistics(Engine engine, float[] parameters, List<Block> blocks) {
    Moments all = Moments.empty(statisticsColumns);
    for (Block block : blocks) {
      int parts = Math.max(1, block.rows() / STATISTICS_ROWS);
      for (int part = 0; part < parts; part++) {
        int first = (int) ((long) block.rows() * part / parts);
        int end = (int) ((long) block.rows() * (part + 1) / parts);
        if (end - first > 1) {
          all = all.merge(engine.statistics(parameters, block.slice(first, end - first)));
        }
      }
    }
    return all;
  }

  private static Moments negativeLogLikelihood(
      Engine engine, float[] parameters, List<Block> blocks) {
    Moments all = Moments.empty(1);
    for (Block block : blocks) {
      float[] logDensity = engine.logDensity(parameters, block);
      all = all.merge(Moments.of(logDensity.length, row -> -logDensity[row]));
    }
    return all;
  }

  /** The floats of an answer. */
  int values(Command command) {
    return command.kind() == Command.Kind.GRADIENT ? trained : 0;
  }

  /** The length of the longest message, without what surrounds it. */
  long mostBytes() {
    long parameters = trained + 2L * statisticsColumns;
    return 4 * parameters + 16L * statisticsColumns;
  }

  /** The columns of moments of an answer. */
  int columns(Command command) {
    return command.kind() == Command.Kind.VALIDATION ? 1 : statisticsColumns;
  }
}
