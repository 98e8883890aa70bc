package normflow.study;

import java.util.Optional;
import normflow.spark.FailureCause;
import normflow.spark.output.Output;
import normflow.spark.scan.OtherRowsException;
import normflow.study.Strategy.Step;
import normflow.train.TrainingCancelled;
import normflow.train.TrainingListener;
import org.apache.spark.sql.SparkSession;

/** Trains one trial; its failure is a result. */
record TrialRunner<R>(SparkSession session, Output output, Training<R> training) {

  /** What comes of a step; throws only what is no fault of the trial. */
  R run(Step step, Optional<R> before, TrainingListener listener) {
    session.sparkContext().setJobDescription("trial " + step.trial().name());
    try {
      return training.train(step, before, listener);
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
      return training.failed(step.trial(), before, FailureCause.message(e));
    } finally {
      session.sparkContext().setJobDescription(null);
    }
  }
}
