package normflow.study;

import java.util.Collection;
import java.util.Map;
import normflow.study.Strategy.Phase;
import normflow.train.TrainingListener;

/** Told how a study goes on, on any of its threads, {@link #began} on several at a time. */
public interface StudyListener<R> {

  /**
   * Before the first trial.
   *
   * @param placement how trials share the cluster, and why
   * @param known what there is of an earlier run, by the names of the trials
   */
  void placed(Placement placement, Map<String, R> known);

  /** Trials are about to be trained. */
  default void phase(Phase phase) {}

  /** A trial goes on; who is told of its progress where it does not run in a task. */
  TrainingListener began(Trial trial);

  /**
   * A trial has ended, or waits for others.
   *
   * @param all what there is by now, with its result
   */
  void ended(Trial trial, R result, Collection<R> all);
}
