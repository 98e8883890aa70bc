package normflow.spark.checkpoint;

import java.util.function.Supplier;
import normflow.config.RunConfig.Checkpoints;
import normflow.spark.TerminatedException;
import normflow.spark.Termination;
import normflow.storage.OutputClaim;
import normflow.train.TrainingCancelled;
import normflow.train.TrainingException;
import normflow.train.TrainingListener;
import normflow.train.TrainingState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves the state when a checkpoint is due and when training has to end before its end, if the run
 * still holds its output.
 *
 * <p>While steps are skipped for want of a finite gradient the parameters stay as they are: no
 * checkpoint is due then, so that good ones are not pushed out.
 */
public final class Saver implements TrainingListener {

  private static final Logger LOG = LoggerFactory.getLogger(Saver.class);
  private static final long NONE = -1;

  private final CheckpointStore store;
  private final Checkpoints due;
  private final OutputClaim claim;
  private final Termination termination;
  private final String resumption;
  private long savedStep = NONE;
  private long savedAt = System.nanoTime();
  private long reachedStep = NONE;

  /**
   * @param resumption what goes on from a checkpoint
   */
  public Saver(
      CheckpointStore store,
      Checkpoints due,
      OutputClaim claim,
      Termination termination,
      String resumption) {
    this.store = store;
    this.due = due;
    this.claim = claim;
    this.termination = termination;
    this.resumption = resumption;
  }

  @Override
  public void reached(StateSource source, boolean last) {
    reachedStep = source.step();
    boolean bySteps = due.steps() > 0 && source.passed(due.steps());
    double minutes = (System.nanoTime() - savedAt) / 60e9;
    boolean byTime = due.minutes() > 0 && minutes >= due.minutes();
    boolean ends = termination.isRequested();
    if (last || ends || bySteps || byTime) {
      TrainingState state = source.state();
      if (state.skippedInRow() == 0 || last || ends) {
        save(state);
      }
    }
    if (ends && !last) {
      throw new TerminatedException("terminated at step " + savedStep + "; " + resume());
    }
  }

  private void save(TrainingState state) {
    claim.check();
    store.save(state);
    savedStep = state.step();
    savedAt = System.nanoTime();
  }

  /** What this run has done is not lost with the step that it could not take. */
  @Override
  public void gaveUp(StateSource source) {
    if (reachedStep != source.step() || savedStep == source.step()) {
      return;
    }
    TrainingState state = source.state();
    if (state.skippedInRow() > 0 && !termination.isRequested()) {
      return;
    }
    // A thread that was interrupted cannot write everywhere.
    boolean interrupted = Thread.interrupted();
    try {
      save(state);
    } catch (RuntimeException e) {
      LOG.warn("no checkpoint of step {}: {}", state.step(), e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Trains, and says of every end before the end what there is to go on from.
   *
   * @throws TerminatedException if this process is to end
   * @throws TrainingException if training cannot go on
   */
  public <T> T guard(Supplier<T> training) {
    try {
      return training.get();
    } catch (TerminatedException e) {
      throw e;
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      if (termination.isRequested()) {
        // What comes now is to be done whole.
        Thread.interrupted();
        throw new TerminatedException(
            savedStep == NONE
                ? "terminated before a checkpoint; " + resumption + " goes on as this run did"
                : "terminated at step " + Math.max(savedStep, reachedStep) + "; " + resume());
      }
      if (e instanceof TrainingCancelled) {
        throw new TrainingCancelled(e.getMessage() + "; " + lastSaved());
      }
      if (e instanceof TrainingException) {
        throw new TrainingException(e.getMessage() + "; " + lastSaved());
      }
      throw e;
    }
  }

  private String resume() {
    return savedStep == reachedStep
        ? resumption + " goes on from there"
        : resumption + " goes on from the checkpoint of step " + savedStep;
  }

  private String lastSaved() {
    return savedStep == NONE
        ? "no checkpoint was saved before"
        : "the last good checkpoint is of step "
            + savedStep
            + ", and "
            + resumption
            + " goes on from it";
  }
}
