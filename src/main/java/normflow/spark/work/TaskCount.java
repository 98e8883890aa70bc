package normflow.spark.work;

import normflow.codec.ConfigException;
import normflow.flow.Flow;
import normflow.graph.Weight.Role;
import normflow.train.TrainingConfig;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Over how many partitions a training spreads its rows: as many as it is told, or where the job
 * leaves that open as many as pay; fewer where a batch norm would find less than two rows in a
 * partition's share of a mini-batch, whose variance it takes.
 *
 * <p>With N rows and S steps an epoch, the smallest share over P partitions has ⌊N / (P S)⌋ rows.
 * Job and number of rows decide, and over how many partitions these are held, never time, so that a
 * run that resumes decides alike.
 */
public final class TaskCount {

  private static final Logger LOG = LoggerFactory.getLogger(TaskCount.class);

  /** Rows that have a variance. */
  public static final int LEAST = 2;

  /** Rows of the smallest share where the number of partitions is chosen here. */
  private static final int ENOUGH = 8;

  /** What a further task costs in every step, in nanoseconds: to wake it, and to add its answer. */
  private static final double TASK_NANOS = 50_000;

  private static final double TASK_NANOS_PER_PARAMETER = 1;

  /** What a row costs a core, in nanoseconds: by parameter, and by column and layer. */
  private static final double ROW_NANOS_PER_PARAMETER = 0.08;

  private static final double ROW_NANOS_PER_COLUMN = 4;

  /** Bytes of rows for which a task pays whatever a step costs: they lie in its memory. */
  private static final double TASK_BYTES = 64 << 20;

  private TaskCount() {}

  /** Parts that rows are read into: as many as a job asks for, or one a core. */
  public static int held(int asked, SparkSession session) {
    return asked > 0 ? asked : session.sparkContext().defaultParallelism();
  }

  /** The fewest rows of a share that is not empty. */
  public static int leastShare(int statisticsColumns) {
    return statisticsColumns > 0 ? LEAST : 1;
  }

  /**
   * The partitions that a training takes.
   *
   * @param rows to train on
   * @param held partitions that the rows are held in
   * @param open whether the job leaves their number open
   * @throws ConfigException if one partition would not do either
   */
  public static int taken(Flow flow, TrainingConfig training, long rows, int held, boolean open) {
    int asked = open ? Math.min(held, paying(flow, training, rows)) : held;
    return partitions(flow, training, rows, asked);
  }

  /**
   * As many tasks as pay for a step, whatever the cores.
   *
   * <p>A step of work W that n tasks share, each of which adds c to it, takes W / n + c n, which is
   * least for n = √(W / c). W and c are rough figures of a machine that is taken for all, as what
   * is measured would not repeat.
   *
   * @param rows to train on
   */
  public static int paying(Flow flow, TrainingConfig training, long rows) {
    double parameters = flow.layout().trainedSize();
    double row =
        ROW_NANOS_PER_PARAMETER * parameters
            + ROW_NANOS_PER_COLUMN * flow.width() * flow.layers().size();
    double work = row * Math.min(rows, training.batchSize()) * training.averageEvery();
    double task = TASK_NANOS + TASK_NANOS_PER_PARAMETER * parameters;
    double holding = Math.ceil(rows * (double) flow.width() * Float.BYTES / TASK_BYTES);
    return (int) Math.max(1, Math.max(holding, Math.sqrt(work / task)));
  }

  /**
   * The partitions that a training takes.
   *
   * @param rows to train on
   * @param asked partitions by the job
   * @throws ConfigException if one partition would not do either
   */
  public static int partitions(Flow flow, TrainingConfig training, long rows, int asked) {
    if (flow.layout().statisticsColumns(Role.RUNNING) == 0) {
      return asked;
    }
    if (training.trim() > 0) {
      throw new ConfigException(
          "trim = "
              + training.trim()
              + ": batch norm takes the statistics of all rows, also of those that are left out; take"
              + " batchNorm: false, or another flow",
          null);
    }
    long steps = training.stepsPerEpoch(rows);
    if (rows / steps < LEAST) {
      throw new ConfigException(
          "batchSize = "
              + training.batchSize()
              + ": a flow with batch norm needs two rows or more in every mini-batch, and "
              + rows
              + (rows == 1 ? " row" : " rows")
              + " in "
              + steps
              + " steps an epoch leave one with fewer; raise batchSize, or give more rows",
          null);
    }
    long share = rows / asked / steps;
    if (share >= LEAST) {
      return asked;
    }
    int chosen = (int) Math.max(1, rows / (ENOUGH * steps));
    LOG.warn(
        "partitions = {}: a batch norm takes the variance of a partition's share of a mini-batch,"
            + " and {} rows in mini-batches of {} leave shares of {}; {} used",
        asked,
        rows,
        training.batchSize(),
        share == 0 ? "0 or 1 row" : "1 row",
        chosen == 1 ? "1 partition is" : chosen + " partitions are");
    return chosen;
  }
}
