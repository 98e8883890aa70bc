package normflow.sweep;

import java.util.OptionalLong;
import normflow.config.SweepConfig.Mode;
import normflow.spark.FailureCause;
import normflow.spark.job.Output;
import normflow.spark.job.StagedTraining;
import normflow.spark.scan.OtherRowsException;
import normflow.sweep.TrialResult.Status;
import normflow.train.TrainingCancelled;
import normflow.train.TrainingListener;
import org.apache.spark.sql.SparkSession;

/**
 * Trains one trial to a rung or to its end; its failure is a result.
 *
 * @param session whose cluster trains
 * @param rows of all trials
 * @param mode how trials share the cluster
 * @param output of the sweep
 */
record TrialRunner(SparkSession session, TrialRows rows, Mode mode, Output output) {

  /**
   * What comes of a trial.
   *
   * @param before how far it was
   * @param until steps to a rung; empty for its end
   * @throws OtherRowsException if the rows are not those of the first reading
   * @throws normflow.train.TrainingException if Spark has stopped or this process is to end, which
   *     is no fault of the trial, or if another run took the output over
   */
  TrialResult run(Trial trial, TrialResult before, OptionalLong until, TrainingListener listener) {
    session.sparkContext().setJobDescription("trial " + trial.number());
    try {
      StagedTraining training = rows.training(trial, mode, output);
      return until.isPresent()
          ? before.paused(training.advance(trial.job(), until.getAsLong(), listener))
          : before.finished(training.finish(trial.job(), listener));
    } catch (TrainingCancelled e) {
      // Nobody's fault, and the end of all that was to come.
      throw e;
    } catch (Exception | OutOfMemoryError e) {
      // Spark throws checked exceptions that it does not declare.
      FailureCause.end(session.sparkContext(), e)
          .ifPresent(
              end -> {
                throw end;
              });
      output.claim().check();
      OtherRowsException.rethrow(e);
      return before.failed(FailureCause.message(e));
    }
  }

  /** Whether a result says that nothing is to be done to get to a rung. */
  static boolean hasPassed(TrialResult result, int rung) {
    return result.rungs().size() > rung;
  }

  /** Whether a result says that nothing is to be done to get to the end. */
  static boolean hasFinished(TrialResult result) {
    return result.status() == Status.FINISHED;
  }
}
