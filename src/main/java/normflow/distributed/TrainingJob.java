package normflow.distributed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.TreeMap;
import normflow.config.Codec;
import normflow.config.ConfigException;
import normflow.config.RunConfig;
import normflow.engine.Moments;
import normflow.flow.Flow;
import normflow.model.Model;
import normflow.train.Trainer;
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
    this.output = new Path(config.output());
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
    return new CheckpointStore(
        storage,
        new Path(output, "checkpoints"),
        config.checkpoints().keep(),
        configSha256(config, partitions));
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
    Path path = new Path(output);
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
    Flow flow =
        config.flow().flow(samples.standardization().dim(), samples.standardization().context());
    samples.hold();
    TrainingResult result;
    long started = System.nanoTime();
    try (PartitionGradients gradients = gradients(flow, samples)) {
      result = fit(flow, gradients, checkpoints, claim, start);
    }
    double seconds = (System.nanoTime() - started) * 1e-9;
    claim.check();
    return save(flow, samples, result, seconds);
  }

  private PartitionGradients gradients(Flow flow, Samples samples) {
    SampleBlocks training = samples.training();
    SampleBlocks validation = samples.validation();
    PartitionWork work =
        PartitionWork.of(flow, config.training(), training.rows(), PartitionWork.Watch.none())
            .planned(session.sparkContext());
    Exchange exchange =
        Exchanges.choose(config.exchange(), session.sparkContext(), work, training, validation);
    return new PartitionGradients(exchange, work, training, validation);
  }

  private TrainingResult fit(
      Flow flow,
      PartitionGradients gradients,
      CheckpointStore checkpoints,
      OutputClaim claim,
      Optional<TrainingState> start) {
    try (MetricsFile metrics = new MetricsFile(storage, new Path(output, "metrics.jsonl"))) {
      start.ifPresent(state -> state.history().forEach(metrics::add));
      Saver saver = new Saver(checkpoints, config.checkpoints(), claim);
      FilmRecorder film = film(flow, claim, start);
      Trainer trainer =
          new Trainer(
              flow, config.training(), gradients, new Listeners(listener, saver, metrics, film));
      TrainingState initial = trainer.initialState();
      start.ifPresent(state -> state.requireSizesOf(initial));
      try {
        return trainer.fit(start.orElse(initial));
      } catch (TrainingException e) {
        throw new TrainingException(e.getMessage() + "; " + saver.lastSaved());
      }
    }
  }

  private FilmRecorder film(Flow flow, OutputClaim claim, Optional<TrainingState> start) {
    long done = start.map(TrainingState::step).orElse(0L);
    Snapshots snapshots = new Snapshots(storage, output);
    snapshots.deleteAfter(done);
    int points = Snapshots.isFilmed(flow) ? config.checkpoints().film() : 0;
    return new FilmRecorder(snapshots, flow.layout(), points, done, claim);
  }

  private Trained save(Flow flow, Samples samples, TrainingResult result, double seconds) {
    Model model =
        new Model(flow, samples.columns(), samples.standardization(), result.parameters());
    Optional<Evaluation> test =
        samples.test().rows() == 0
            ? Optional.empty()
            : Optional.of(Evaluation.of(model, samples.test(), config.data().knownDensity()));
    String digest = new ModelStore(storage).save(output, model);
    double offset = model.standardization().logDensityOffset();
    Moments validation = result.validation();
    Provenance provenance =
        new Provenance(
            config,
            samples.training().rows(),
            samples.validation().rows(),
            samples.test().rows(),
            samples.skipped(),
            partitions,
            flow.layout().trainedSize(),
            result.steps(),
            result.bestStep(),
            result.skipped(),
            result.stoppedEarly(),
            validation.count() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(validation.mean()[0] - offset),
            test.stream().mapToDouble(Evaluation::nll).findFirst(),
            test.stream().mapToDouble(Evaluation::standardError).findFirst(),
            digest,
            seconds,
            Instant.now().toString(),
            versions());
    storage.write(new Path(output, "provenance.json"), Codec.json(provenance));
    test.ifPresent(
        evaluation -> storage.write(new Path(output, "evaluation.json"), Codec.json(evaluation)));
    return new Trained(model, result, provenance, test);
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    String own = TrainingJob.class.getPackage().getImplementationVersion();
    versions.put("normflow", own == null ? "unpackaged" : own);
    versions.put("spark", session.version());
    versions.put("java", System.getProperty("java.version"));
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    versions.put("nd4j", nd4jVersion());
    return versions;
  }

  /** Maven leaves the version in the jar, also in one that holds other jars. */
  private static String nd4jVersion() {
    String resource = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";
    Properties properties = new Properties();
    try (InputStream stream = TrainingJob.class.getResourceAsStream(resource)) {
      if (stream != null) {
        properties.load(stream);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
    return properties.getProperty("version", "unknown");
  }
}
