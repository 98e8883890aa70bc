package normflow.distributed;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import normflow.config.Codec;
import normflow.config.ConfigException;
import normflow.config.RunConfig;
import normflow.distributed.ModelFolder.Outcome;
import normflow.flow.Flow;
import normflow.model.Model;
import normflow.train.TrainingException;
import normflow.train.TrainingListener;
import normflow.train.TrainingResult;
import normflow.train.TrainingState;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Trains a flow on Spark and leaves a model folder. */
public final class TrainingJob {

  /** What to do when the output folder exists. */
  public enum Existing {
    /** It is an error. */
    REFUSE,
    /** It is replaced. */
    OVERWRITE,
    /** Training goes on from its newest checkpoint, or starts if it has none. */
    RESUME;

    /**
     * What the options of a command ask for.
     *
     * @throws ConfigException if they ask for both
     */
    public static Existing chosen(boolean overwrite, boolean resume) {
      if (overwrite && resume) {
        throw new ConfigException("--overwrite and --resume: give one of them", null);
      }
      return overwrite ? OVERWRITE : resume ? RESUME : REFUSE;
    }
  }

  /** A trained model, how it came about, and how it does on the test rows if there are any. */
  public record Trained(
      Model model, TrainingResult result, Provenance provenance, Optional<Evaluation> test) {}

  private final SparkSession session;
  private final RunConfig config;
  private final TrainingListener listener;
  private final Storage storage;
  private final Path output;
  private final int partitions;

  /**
   * @param listener told of the progress
   */
  public TrainingJob(SparkSession session, RunConfig config, TrainingListener listener) {
    this.session = session;
    this.config = config;
    this.listener = listener;
    this.storage = new Storage(session.sparkContext().hadoopConfiguration());
    this.output = Storage.path(config.output());
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
    try (OutputClaim claim =
        OutputClaim.take(storage, output, session.sparkContext().applicationId())) {
      CheckpointStore checkpoints = checkpoints();
      Optional<TrainingState> start = start(existing, checkpoints);
      Samples samples = Samples.prepare(session, config, partitions);
      try {
        if (existing == Existing.OVERWRITE) {
          // Not before the new job is known to have rows: a mistyped path costs no model.
          storage.delete(output);
        }
        return train(samples, checkpoints, claim, start);
      } finally {
        samples.unpersist();
      }
    }
  }

  private CheckpointStore checkpoints() {
    return CheckpointStore.of(storage, config, partitions);
  }

  /**
   * The digest of everything in a job that decides the bits of its result.
   *
   * @param partitions that the rows are held in
   */
  public static String configSha256(RunConfig config, int partitions) {
    String decisive = Codec.json(DecisiveConfig.of(config, partitions));
    return Digest.sha256(decisive.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<TrainingState> start(Existing existing, CheckpointStore checkpoints) {
    if (existing == Existing.REFUSE) {
      refuseExisting(storage, config.output());
    }
    return existing == Existing.RESUME ? checkpoints.latest() : Optional.empty();
  }

  /**
   * Refuses an output folder that exists, before there is a session.
   *
   * @throws ConfigException if it exists
   */
  public static void refuseExisting(Storage storage, String output) {
    Path path = Storage.path(output);
    if (storage.exists(path)) {
      throw new ConfigException(
          "output = "
              + output
              + ": exists; choose another folder, replace it with --overwrite, or go on with"
              + " --resume",
          null);
    }
  }

  private Trained train(
      Samples samples,
      CheckpointStore checkpoints,
      OutputClaim claim,
      Optional<TrainingState> start) {
    Fit fit =
        new Fit(
            session, samples.flow(config.flow()), config.training(), config.exchange(), samples);
    long started = System.nanoTime();
    TrainingResult result = fit(fit, checkpoints, claim, start);
    double seconds = (System.nanoTime() - started) * 1e-9;
    claim.check();
    Outcome outcome = fit.outcome(result, config.data().knownDensity(), seconds);
    return new ModelFolder(storage, session.version())
        .save(config, partitions, RowCounts.of(samples), outcome);
  }

  private TrainingResult fit(
      Fit fit, CheckpointStore checkpoints, OutputClaim claim, Optional<TrainingState> start) {
    try (MetricsFile metrics = new MetricsFile(storage, new Path(output, "metrics.jsonl"))) {
      start.ifPresent(state -> state.history().forEach(metrics::add));
      Saver saver =
          new Saver(checkpoints, config.checkpoints(), claim, Termination.ofProcess(), "--resume");
      FilmRecorder film = film(fit.flow(), claim, start);
      // Last, as it ends a training that is to be terminated.
      return saver.guard(() -> fit.run(start, new Listeners(listener, metrics, film, saver)));
    }
  }

  private FilmRecorder film(Flow flow, OutputClaim claim, Optional<TrainingState> start) {
    long done = start.map(TrainingState::step).orElse(0L);
    Snapshots snapshots = new Snapshots(storage, output);
    snapshots.deleteAfter(done);
    int points = Snapshots.isFilmed(flow) ? config.checkpoints().film() : 0;
    return new FilmRecorder(snapshots, flow.layout(), points, done, claim);
  }
}
