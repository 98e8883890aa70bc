package normflow.study.search;

import normflow.codec.ConfigException;
import normflow.config.SweepConfig;
import normflow.config.SweepConfig.Mode;
import normflow.study.Placement;
import normflow.study.TrialRows;
import normflow.text.Numbers;
import org.apache.spark.sql.SparkSession;

/**
 * Trials whose rows are read, and how they are to share the cluster.
 *
 * @param trials with the partitions that they are trained over
 * @param rows of all of them
 * @param placement how they share the cluster
 */
record Ready(Trials trials, TrialRows rows, Placement placement) implements AutoCloseable {

  private static final double MEGABYTE = 1 << 20;

  /**
   * Reads the rows and chooses.
   *
   * @param parallelism trials at a time; 0 for one a core
   * @throws ConfigException if a trial does not fit its rows, or the mode does not fit the trials
   */
  static Ready of(SparkSession session, SweepConfig config, Trials trials, int parallelism) {
    if (config.mode() == Mode.TASKS) {
      return tasks(session, trials, parallelism, "as asked");
    }
    int cores = session.sparkContext().defaultParallelism();
    trials.settle(job -> job.partitions() > 0 ? job : job.withPartitions(cores));
    TrialRows rows = rows(session, trials);
    if (config.mode() == Mode.CLUSTER) {
      return new Ready(trials, rows, cluster(parallelism, "as asked"));
    }
    String size = Numbers.format("%.1f MB of rows", rows.bytes() / MEGABYTE);
    if (rows.bytes() > config.localMegabytes() * MEGABYTE) {
      String reason = size + " are more than localMegabytes = " + config.localMegabytes();
      return new Ready(trials, rows, cluster(parallelism, reason));
    }
    rows.close();
    String reason = size + " are within localMegabytes = " + config.localMegabytes();
    return tasks(session, trials, parallelism, reason);
  }

  private static Ready tasks(SparkSession session, Trials trials, int parallelism, String reason) {
    if (trials.axes().contains("partitions")) {
      throw new ConfigException(
          "axes.partitions: trials that are tasks have one partition; set mode: cluster", null);
    }
    trials.settle(job -> job.withPartitions(1));
    int cores = session.sparkContext().defaultParallelism();
    int most = Math.min(trials.planned(), parallelism > 0 ? parallelism : cores);
    return new Ready(trials, rows(session, trials), new Placement(Mode.TASKS, most, reason));
  }

  private static TrialRows rows(SparkSession session, Trials trials) {
    TrialRows rows = new TrialRows(session);
    try {
      trials.all().stream()
          .flatMap(trial -> trials.repeated(trial).stream())
          .forEach(rows::requireFits);
      return rows;
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  private static Placement cluster(int parallelism, String reason) {
    if (parallelism > 1) {
      throw new ConfigException(
          "--parallelism = "
              + parallelism
              + ": trials go one after another over all partitions ("
              + reason
              + "); for several at a time set mode: tasks",
          null);
    }
    return new Placement(Mode.CLUSTER, 1, reason);
  }

  @Override
  public void close() {
    rows.close();
  }
}
