package normflow.spark.job;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import normflow.codec.ConfigException;
import normflow.config.HeldOut;
import normflow.config.RunConfig;
import normflow.config.TableDefaults;
import normflow.flow.Flow;
import normflow.spark.SessionStorage;
import normflow.spark.TerminatedException;
import normflow.spark.Termination;
import normflow.spark.checkpoint.CheckpointStore;
import normflow.spark.output.Existing;
import normflow.spark.output.Input;
import normflow.spark.output.Output;
import normflow.spark.scan.RowsCheck;
import normflow.spark.work.TaskCount;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.store.FilmRecorder;
import normflow.store.MetricsFile;
import normflow.store.Snapshots;
import normflow.train.TrainingCancelled;
import normflow.train.TrainingException;
import normflow.train.TrainingListener;
import normflow.train.TrainingState;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Trains a flow on Spark and leaves a model folder. */
public final class TrainingJob {

  private static final String RACE = "race";

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
    this.partitions = TaskCount.held(config.partitions(), session);
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
    requireChoice(config);
    String run = session.sparkContext().applicationId();
    Output.check(storage, config.output(), existing, Input.of(config));
    try (Output output = Output.open(storage, config.output(), existing, run)) {
      KeptDefaults keeper = new KeptDefaults(output.storage(), config);
      Optional<TableDefaults> before =
          existing == Existing.RESUME ? keeper.read() : Optional.empty();
      before.ifPresent(
          kept -> {
            requireSame(race(kept), output.storage());
            latest(entrants(kept), output, Optional.empty());
          });
      RunConfig known = before.map(config::settled).orElse(config);
      try (PreparedRows rows = PreparedRows.of(session, known, partitions)) {
        // Once more, as now it is known whether the rows are those that they were made from.
        Map<String, TrainingState> starts =
            before
                .map(kept -> latest(entrants(kept), output, Optional.of(rows.check())))
                .orElse(Map.of());
        TableDefaults defaults = starts.isEmpty() ? rows.defaults(config) : before.orElseThrow();
        keeper.tell(defaults);
        // Not before the new job is known to have rows.
        output.begin();
        keeper.kept(defaults);
        return trained(defaults, rows, output, starts);
      }
    }
  }

  /**
   * Makes sure that a job has rows to choose a flow by, if it leaves that open.
   *
   * @throws ConfigException if it has none
   */
  public static void requireChoice(RunConfig job) {
    HeldOut validating = job.validating();
    if (job.flow().standsForSeveral() && validating.share() == 0 && !validating.hasTable()) {
      throw new ConfigException(
          "flow = auto and validation.share = 0: a flow is chosen by its validation rows; leave"
              + " validation out, or name the flow",
          null);
    }
  }

  /** Trainings of other flows or weight decays are not gone on with, and not replaced. */
  private void requireSame(Race race, Storage there) {
    Path folder = StoragePath.of(config.output());
    List<String> names =
        race.isRun() ? race.entrants().stream().map(Race.Entrant::name).toList() : List.of();
    boolean single = race.isRun() && there.exists(new Path(folder, "checkpoints"));
    if (single || !names.containsAll(there.list(new Path(folder, RACE)))) {
      throw new ConfigException(
          "output = "
              + config.output()
              + ": what there is to go on with belongs to another configuration, of other flows or"
              + " weight decays: resume with the one that it was made with, choose another output, or"
              + " begin anew with --overwrite",
          null);
    }
  }

  /** The job with all that is tried; each of several has a folder of its own. */
  private List<RunConfig> entrants(TableDefaults defaults) {
    Race race = race(defaults);
    return race.entrants().stream().map(entrant -> job(race, defaults, entrant)).toList();
  }

  private Race race(TableDefaults defaults) {
    return Race.of(defaults.candidates(config), config.training(), defaults);
  }

  private RunConfig job(Race race, TableDefaults defaults, Race.Entrant entrant) {
    RunConfig settled = config.settled(defaults).withFlow(entrant.flow());
    RunConfig job = settled.withTraining(settled.training().withWeightDecay(entrant.weightDecay()));
    return race.isRun() ? job.withOutput(config.output() + "/" + RACE + "/" + entrant.name()) : job;
  }

  /** The newest states of trainings, by their outputs. */
  private Map<String, TrainingState> latest(
      List<RunConfig> jobs, Output output, Optional<RowsCheck> check) {
    Map<String, TrainingState> states = new HashMap<>();
    for (RunConfig job : jobs) {
      CheckpointStore all = CheckpointStore.of(output.storage(), job, partitions);
      CheckpointStore same = check.map(all::over).orElse(all);
      same.latest().ifPresent(state -> states.put(job.output(), state));
    }
    return states;
  }

  private Trained trained(
      TableDefaults defaults, PreparedRows rows, Output output, Map<String, TrainingState> starts) {
    Race race = race(defaults).requireValidated(rows.validationRows());
    Race.Won<Fitted> won =
        race.run(
            entrant -> train(job(race, defaults, entrant), rows, output, starts),
            ModelFolder::validationNll,
            Fitted::model,
            rows::validated);
    output.claim().check();
    RunConfig raced = job(race, defaults, won.entrant());
    RunConfig job = raced.withOutput(config.output());
    if (race.isRun()) {
      snapshots(job, output).copy(snapshots(raced, output));
      MetricsFile.write(
          output.storage(),
          new Path(StoragePath.of(config.output()), "metrics.jsonl"),
          won.taken().model().standardization().logDensityOffset(),
          won.taken().result().history());
    }
    ModelFolder folder = rows.folder(job, won.all());
    String digest = folder.save(output.storage(), won.taken());
    output.commit();
    return folder.test(output.storage(), won.taken(), digest);
  }

  private Fitted train(
      RunConfig job, PreparedRows rows, Output output, Map<String, TrainingState> starts) {
    TrainingPlace place = rows.allPartitions(output);
    Optional<TrainingState> start = Optional.ofNullable(starts.get(job.output()));
    FilmRecorder film = film(job, rows.flow(job), output, start);
    try {
      return place.finish(job, start, new Listeners(listener, film));
    } catch (TrainingCancelled e) {
      throw e;
    } catch (TerminatedException e) {
      throw new TerminatedException(e.getMessage() + output.leftover());
    } catch (TrainingException e) {
      throw new TrainingException(e.getMessage() + output.leftover());
    }
  }

  private static Snapshots snapshots(RunConfig job, Output output) {
    return new Snapshots(output.storage(), StoragePath.of(job.output()));
  }

  private FilmRecorder film(
      RunConfig job, Flow flow, Output output, Optional<TrainingState> start) {
    long done = start.map(TrainingState::step).orElse(0L);
    Snapshots snapshots = snapshots(job, output);
    snapshots.deleteAfter(done);
    int points = Snapshots.isFilmed(flow) ? config.checkpoints().film() : 0;
    return new FilmRecorder(snapshots, flow.layout(), points, done, output.claim());
  }
}
