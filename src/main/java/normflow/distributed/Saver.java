package normflow.distributed;

import normflow.config.RunConfig.Checkpoints;
import normflow.train.TrainingListener;
import normflow.train.TrainingState;

/**
 * Saves the state when a checkpoint is due, if the run still holds its output.
 *
 * <p>While steps are skipped for want of a finite gradient the parameters stay as they are: nothing
 * is saved, so that good checkpoints are not pushed out.
 */
final class Saver implements TrainingListener {

  private final CheckpointStore store;
  private final Checkpoints due;
  private final OutputClaim claim;
  private long savedStep = -1;
  private long savedAt = System.nanoTime();

  Saver(CheckpointStore store, Checkpoints due, OutputClaim claim) {
    this.store = store;
    this.due = due;
    this.claim = claim;
  }

  @Override
  public void reached(StateSource source, boolean last) {
    boolean bySteps = due.steps() > 0 && source.passed(due.steps());
    double minutes = (System.nanoTime() - savedAt) / 60e9;
    boolean byTime = due.minutes() > 0 && minutes >= due.minutes();
    if (last || bySteps || byTime) {
      TrainingState state = source.state();
      if (state.skippedInRow() > 0 && !last) {
        return;
      }
      claim.check();
      store.save(state);
      savedStep = source.step();
      savedAt = System.nanoTime();
    }
  }

  String lastSaved() {
    return savedStep < 0
        ? "no checkpoint was saved before"
        : "the last good checkpoint is of step " + savedStep + ", and --resume goes on from it";
  }
}
