package normflow.spark.job;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.config.RunConfig;
import normflow.config.TrainingKeys;
import normflow.spark.TerminatedException;
import normflow.spark.checkpoint.CheckpointStore;
import normflow.spark.job.TrainingPlace.Paused;
import normflow.storage.OutputClaim;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.train.TrainingCancelled;
import normflow.train.TrainingException;
import normflow.train.TrainingListener;
import normflow.train.TrainingState;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trainings on the same rows that may pause on their way: a checkpoint in the output of the job is
 * where they go on. The result is the same to the last bit as that of a {@link TrainingJob} of the
 * job, with a pause or without.
 */
public final class StagedTraining {

  private static final Logger LOG = LoggerFactory.getLogger(StagedTraining.class);

  private static final String COOLED = "/cooled";

  private final PreparedRows rows;
  private final Storage storage;
  private final OutputClaim claim;
  private final TrainingPlace place;

  StagedTraining(PreparedRows rows, Storage storage, OutputClaim claim, TrainingPlace place) {
    this.rows = rows;
    this.storage = storage;
    this.claim = claim;
    this.place = place;
  }

  /**
   * How far a training is.
   *
   * @param step after which it pauses
   * @param validationNll the best so far, nats in the units of the input; empty before the first
   *     validation
   * @param seconds of this part
   */
  public record Stage(long step, OptionalDouble validationNll, double seconds) {}

  /**
   * Goes on until so many steps are done, and leaves a checkpoint.
   *
   * @param cooling steps of a copy whose learning rate falls to zero, which is validated in place
   *     of the training where it is better; 0 for none
   * @throws TrainingException if training cannot go on
   */
  public Stage advance(RunConfig given, long until, long cooling, TrainingListener listener) {
    RunConfig job = settled(given);
    CheckpointStore checkpoints = checkpoints(job);
    Optional<TrainingState> start = checkpoints.latest();
    Paused paused = place.advance(job, start, until, listener);
    claim.check();
    checkpoints.save(paused.state());
    Optional<Paused> copy =
        cooling > 0 && paused.state().step() >= until
            ? cooled(job, paused.state(), cooling)
            : Optional.empty();
    double loss = copy.orElse(paused).state().best().loss();
    return new Stage(
        paused.state().step(),
        Double.isFinite(loss) ? OptionalDouble.of(loss - rows.offset()) : OptionalDouble.empty(),
        paused.seconds() + copy.map(Paused::seconds).orElse(0.0));
  }

  /** What it leaves on its way goes: nothing goes on from it. One that diverges is none. */
  private Optional<Paused> cooled(RunConfig job, TrainingState state, long cooling) {
    TrainingKeys training = job.training();
    RunConfig copy =
        job.withTraining(
                training.cooled(
                    state.step(), cooling, training.complete().totalSteps(rows.trainingRows())))
            .withOutput(job.output() + COOLED);
    Optional<Paused> cooled;
    try {
      cooled =
          Optional.of(
              place.advance(
                  copy, Optional.of(state), state.step() + cooling, new TrainingListener() {}));
    } catch (TrainingCancelled | TerminatedException e) {
      throw e;
    } catch (TrainingException e) {
      if (rows.isSparkStopped()) {
        throw e;
      }
      LOG.warn(
          "{}: its copy with a falling learning rate cannot be compared, the best validation so far"
              + " is: {}",
          job.output(),
          e.getMessage());
      cooled = Optional.empty();
    }
    claim.check();
    forgetCopy(job);
    return cooled;
  }

  private void forgetCopy(RunConfig job) {
    storage.delete(StoragePath.of(job.output() + COOLED));
  }

  /**
   * Goes on to the end, and leaves a model; its checkpoints go.
   *
   * @throws TrainingException if training cannot go on, or the test rows cannot be read; then the
   *     model is saved
   */
  public Trained finish(RunConfig given, TrainingListener listener) {
    RunConfig job = settled(given);
    Optional<TrainingState> start = checkpoints(job).latest();
    Fitted fitted = place.finish(job, start, listener);
    claim.check();
    ModelFolder folder = rows.folder(job, List.of());
    Trained trained = folder.test(storage, fitted, folder.save(storage, fitted));
    if (!trained.untested().isEmpty()) {
      throw new TrainingException(
          "the model is saved, but not evaluated on the test rows: " + trained.untested());
    }
    storage.delete(new Path(StoragePath.of(job.output()), "checkpoints"));
    forgetCopy(job);
    return trained;
  }

  /**
   * A job with what it leaves out as the training has it that there is to go on with, or as the
   * rows give it, which its output keeps.
   */
  public RunConfig settled(RunConfig job) {
    return job.settled(new KeptDefaults(storage, job).orElse(() -> rows.defaults(job)));
  }

  private CheckpointStore checkpoints(RunConfig job) {
    return CheckpointStore.of(storage, job, rows.partitions()).over(rows.check());
  }
}
