package normflow.study;

import java.util.Optional;
import normflow.study.Strategy.Step;
import normflow.train.TrainingListener;

/** How a study trains one trial. */
public interface Training<R> {

  /**
   * What comes of a step.
   *
   * @param before what came of the trial so far
   * @param listener told of the progress
   */
  R train(Step step, Optional<R> before, TrainingListener listener);

  /** What comes of a trial that ended with an error. */
  R failed(Trial trial, Optional<R> before, String reason);
}
