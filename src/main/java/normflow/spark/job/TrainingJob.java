package normflow.spark.job;

import java.util.Optional;
import normflow.codec.ConfigException;
import normflow.config.RunConfig;
import normflow.flow.Flow;
import normflow.spark.SessionStorage;
import normflow.spark.TerminatedException;
import normflow.spark.Termination;
import normflow.spark.checkpoint.CheckpointStore;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.store.FilmRecorder;
import normflow.store.Snapshots;
import normflow.train.TrainingException;
import normflow.train.TrainingListener;
import normflow.train.TrainingState;
import org.apache.spark.sql.SparkSession;

/** Trains a flow on Spark and leaves a model folder. */
public final class TrainingJob {

  private final SparkSession session;
  private final RunConfig config;
  private final TrainingListener listener;
  private final Storage storage;
  private final int partitions;

  /**
   * @param listener told of the progress
   */
  public TrainingJob(SparkSession session, RunConfig config, TrainingListener listener) {
    this(session, SessionStorage.of(session), config, listener);
  }

  /**
   * @param storage that holds the output
   * @param listener told of the progress
   */
  public TrainingJob(
      SparkSession session, Storage storage, RunConfig config, TrainingListener listener) {
    this.session = session;
    this.config = config;
    this.listener = listener;
    this.storage = storage;
    this.partitions =
        config.partitions() > 0 ? config.partitions() : session.sparkContext().defaultParallelism();
  }

  /**
   * Reads, trains, tests and saves.
   *
   * @throws ConfigException if the job or its data do not allow it
   * @throws TrainingException if training cannot go on
   */
  public Trained run(Existing existing) {
    return Termination.ofProcess().waitsFor(() -> runToEnd(existing));
  }

  private Trained runToEnd(Existing existing) {
    String run = session.sparkContext().applicationId();
    Output.check(storage, config.output(), existing, Input.of(config));
    try (Output output = Output.open(storage, config.output(), existing, run)) {
      CheckpointStore checkpoints = CheckpointStore.of(output.storage(), config, partitions);
      Optional<TrainingState> start =
          existing == Existing.RESUME ? checkpoints.latest() : Optional.empty();
      try (PreparedRows rows = PreparedRows.of(session, config, partitions)) {
        // Once more, as now it is known whether the rows are those that it was made from.
        Optional<TrainingState> same =
            start.isPresent() ? checkpoints.over(rows.check()).latest() : start;
        // Not before the new job is known to have rows.
        output.begin();
        Fitted fitted = train(rows, output, same);
        output.claim().check();
        ModelFolder folder = rows.folder(config);
        String digest = folder.save(output.storage(), fitted);
        output.commit();
        return folder.test(output.storage(), fitted, digest);
      }
    }
  }

  private Fitted train(PreparedRows rows, Output output, Optional<TrainingState> start) {
    TrainingPlace place = rows.allPartitions(output);
    FilmRecorder film = film(rows.flow(config), output, start);
    try {
      return place.finish(config, start, new Listeners(listener, film));
    } catch (TerminatedException e) {
      throw new TerminatedException(e.getMessage() + output.leftover());
    } catch (TrainingException e) {
      throw new TrainingException(e.getMessage() + output.leftover());
    }
  }

  private FilmRecorder film(Flow flow, Output output, Optional<TrainingState> start) {
    long done = start.map(TrainingState::step).orElse(0L);
    Snapshots snapshots = new Snapshots(output.storage(), StoragePath.of(config.output()));
    snapshots.deleteAfter(done);
    int points = Snapshots.isFilmed(flow) ? config.checkpoints().film() : 0;
    return new FilmRecorder(snapshots, flow.layout(), points, done, output.claim());
  }
}
