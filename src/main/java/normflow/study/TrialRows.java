package normflow.study;

import java.util.LinkedHashMap;
import java.util.Map;
import normflow.codec.ConfigException;
import normflow.config.BadRows;
import normflow.config.HeldOut;
import normflow.config.RunConfig;
import normflow.config.Scaling;
import normflow.config.Source;
import normflow.config.SweepConfig.Mode;
import normflow.spark.job.PreparedRows;
import normflow.spark.job.StagedTraining;
import normflow.spark.output.Output;
import normflow.store.TrainedRows;
import normflow.text.Numbers;
import normflow.train.TrainingConfig;
import org.apache.spark.sql.SparkSession;

/** The rows of trials, prepared once for all that share them. */
public final class TrialRows implements AutoCloseable {

  private final SparkSession session;
  private final Map<Key, PreparedRows> prepared = new LinkedHashMap<>();
  private final Map<Key, StagedTraining> trainings = new LinkedHashMap<>();

  /** Everything in a job that decides its rows. */
  private record Key(
      Source data,
      BadRows badRows,
      HeldOut validation,
      HeldOut test,
      long seedOfSplit,
      Scaling standardize,
      boolean atoms,
      int unseenParts,
      boolean whitened,
      int partitions) {
    static Key of(RunConfig job) {
      return new Key(
          job.data(),
          job.badRows(),
          job.validating(),
          job.test(),
          job.seedOfSplit(),
          job.standardize(),
          job.flow().takesAtoms(),
          job.flow().unseenParts(),
          job.flow().beginsWhitened(),
          job.partitions());
    }
  }

  /** Of no trial yet. */
  public TrialRows(SparkSession session) {
    this.session = session;
  }

  /**
   * Makes sure that a trial has validation rows and a flow that fits.
   *
   * @throws ConfigException if it has not
   */
  public void requireFits(Trial trial) {
    try {
      PreparedRows rows = rows(trial);
      rows.requireFits(trial.job());
      if (rows.validationRows() == 0) {
        throw new ConfigException(
            "no row fell to validation, and trials are chosen by them: give more rows", null);
      }
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          Numbers.format("trial %d (%s): %s", trial.number(), trial.description(), e.getMessage()),
          e);
    }
  }

  /** The bytes of all rows as standardised floats. */
  public long bytes() {
    return prepared.values().stream().mapToLong(PreparedRows::bytes).sum();
  }

  /**
   * How long a trial is trained.
   *
   * @param steps in all
   * @param batchSize rows of a step
   */
  public record Length(long steps, int batchSize) {

    /** Rows that it sees, each as often as it does. */
    public double rows() {
      return (double) steps * batchSize;
    }
  }

  /** How long a trial is trained. */
  public Length length(Trial trial) {
    PreparedRows rows = rows(trial);
    TrainingConfig training = trial.job().settled(rows.defaults(trial.job())).training().complete();
    return new Length(training.totalSteps(rows.trainingRows()), training.batchSize());
  }

  /** What tells the rows of a trial from others. */
  public TrainedRows identity(Trial trial) {
    return rows(trial).identity();
  }

  /**
   * Makes sure that what there is of a trial was made from these rows.
   *
   * @param where it is from, such as a trial
   * @throws ConfigException if it was made from others
   */
  public void requireSame(Trial trial, Outcome known, String where) {
    rows(trial).requireSame(known.rows(), where);
  }

  /** Whether two trials are of the same rows, standardised alike. */
  public static boolean areShared(Trial one, Trial other) {
    return Key.of(one.job()).equals(Key.of(other.job()));
  }

  /** Those of a trial. */
  public synchronized PreparedRows rows(Trial trial) {
    return prepared.computeIfAbsent(
        Key.of(trial.job()),
        key -> PreparedRows.of(session, trial.job(), trial.job().partitions()));
  }

  /** What trains a trial; sends its rows to the executors the first time. */
  public synchronized StagedTraining training(Trial trial, Mode mode, Output output) {
    return trainings.computeIfAbsent(
        Key.of(trial.job()),
        key ->
            mode == Mode.TASKS ? rows(trial).inTasks(output) : rows(trial).overPartitions(output));
  }

  @Override
  public void close() {
    prepared.values().forEach(PreparedRows::close);
  }
}
