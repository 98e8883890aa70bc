package normflow.study.search;

import java.util.Optional;
import normflow.config.SweepConfig.Halving;
import normflow.config.SweepConfig.Mode;
import normflow.spark.job.Output;
import normflow.spark.job.StagedTraining;
import normflow.study.Strategy.Step;
import normflow.study.Training;
import normflow.study.Trial;
import normflow.study.TrialRows;
import normflow.train.TrainingListener;

/**
 * Trains trials on rows that they share.
 *
 * @param rows of all trials
 * @param mode how trials share the cluster
 * @param output of the sweep
 * @param halving how trials are compared before their end
 */
record TrialTraining(TrialRows rows, Mode mode, Output output, Optional<Halving> halving)
    implements Training<TrialResult> {

  @Override
  public TrialResult train(Step step, Optional<TrialResult> known, TrainingListener listener) {
    Trial trial = step.trial();
    TrialResult before = before(trial, known);
    StagedTraining training = rows.training(trial, mode, output);
    if (step.until().isEmpty()) {
      return before.finished(training.finish(trial.job(), listener));
    }
    long until = step.until().getAsLong();
    long cooling = halving.map(its -> its.cooling(until)).orElse(0L);
    return before.paused(training.advance(trial.job(), until, cooling, listener));
  }

  @Override
  public TrialResult failed(Trial trial, Optional<TrialResult> known, String reason) {
    return before(trial, known).failed(reason);
  }

  private TrialResult before(Trial trial, Optional<TrialResult> known) {
    return known.orElseGet(() -> TrialResult.begun(trial, Optional.of(rows.identity(trial))));
  }
}
