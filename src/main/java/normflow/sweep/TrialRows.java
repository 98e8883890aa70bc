package normflow.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import normflow.codec.ConfigException;
import normflow.config.BadRows;
import normflow.config.HeldOut;
import normflow.config.RunConfig;
import normflow.config.Scaling;
import normflow.config.Source;
import normflow.config.SweepConfig.Mode;
import normflow.spark.job.Output;
import normflow.spark.job.PreparedRows;
import normflow.spark.job.StagedTraining;
import normflow.store.TrainedRows;
import normflow.text.Numbers;
import org.apache.spark.sql.SparkSession;

/** The rows of all trials, prepared once for all that share them. */
final class TrialRows implements AutoCloseable {

  private final Map<Key, PreparedRows> prepared = new LinkedHashMap<>();
  private final Map<Key, StagedTraining> trainings = new LinkedHashMap<>();

  /** Everything in a job that decides its rows. */
  private record Key(
      Source data,
      BadRows badRows,
      HeldOut validation,
      HeldOut test,
      OptionalLong splitSeed,
      Scaling standardize,
      int partitions) {
    static Key of(RunConfig job) {
      return new Key(
          job.data(),
          job.badRows(),
          job.validation(),
          job.test(),
          job.splitSeed(),
          job.standardize(),
          job.partitions());
    }
  }

  private TrialRows() {}

  /**
   * Reads the rows, and makes sure that all trials have validation rows and a flow that fits.
   *
   * @throws ConfigException if one has not
   */
  static TrialRows of(SparkSession session, List<Trial> trials) {
    TrialRows rows = new TrialRows();
    try {
      trials.forEach(trial -> rows.add(session, trial));
      return rows;
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  private void add(SparkSession session, Trial trial) {
    try {
      Key key = Key.of(trial.job());
      if (!prepared.containsKey(key)) {
        prepared.put(key, PreparedRows.of(session, trial.job(), trial.job().partitions()));
      }
      PreparedRows rows = prepared.get(key);
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
  long bytes() {
    return prepared.values().stream().mapToLong(PreparedRows::bytes).sum();
  }

  /** The steps of a trial. */
  long steps(Trial trial) {
    return trial.job().training().totalSteps(rows(trial).trainingRows());
  }

  /** What tells the rows of a trial from others. */
  TrainedRows identity(Trial trial) {
    return rows(trial).identity();
  }

  /**
   * Makes sure that what there is of a trial was made from these rows.
   *
   * @throws ConfigException if it was made from others
   */
  void requireSame(Trial trial, TrialResult known) {
    rows(trial).requireSame(known.rows(), "trial " + trial.number());
  }

  private PreparedRows rows(Trial trial) {
    return prepared.get(Key.of(trial.job()));
  }

  /** What trains a trial; sends its rows to the executors the first time. */
  synchronized StagedTraining training(Trial trial, Mode mode, Output output) {
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
