package normflow.spark.job;

import java.util.Optional;
import normflow.config.RunConfig;
import normflow.train.TrainingListener;
import normflow.train.TrainingState;

/** Where trainings on the same rows run; each keeps the learning curves in its job's output. */
sealed interface TrainingPlace permits OneTask, AllPartitions {

  /**
   * Trains until so many steps are done.
   *
   * @param start what to go on from; empty to begin
   * @throws normflow.train.TrainingException if training cannot go on
   */
  Paused advance(
      RunConfig job, Optional<TrainingState> start, long until, TrainingListener listener);

  /**
   * Trains to the end; what comes of it can be evaluated on the test rows.
   *
   * @param start what to go on from; empty to begin
   * @throws normflow.train.TrainingException if training cannot go on
   */
  Fitted finish(RunConfig job, Optional<TrainingState> start, TrainingListener listener);

  /**
   * A training that has not ended.
   *
   * @param state to go on from
   * @param seconds that it took to get there
   */
  record Paused(TrainingState state, double seconds) {}
}
