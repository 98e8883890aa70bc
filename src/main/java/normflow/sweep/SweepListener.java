package normflow.sweep;

import normflow.train.TrainingListener;

/** Told how a sweep goes on, on any of its threads, {@link #began} on several at a time. */
public interface SweepListener {

  /** How trials share the cluster, and why; before the first. */
  void placed(Placement placement);

  /** How many trials of an earlier run are finished or stopped, and how many go on from a rung. */
  void kept(int finished, int begun);

  /** Trials are about to be trained to a rung, from 1 on, or to their end. */
  void stage(String name, int trials);

  /** A trial goes on; who is told of its progress where it does not run in a task. */
  TrainingListener began(Trial trial);

  /**
   * A trial has ended, or waits at a rung.
   *
   * @param leaderboard with its result
   */
  void ended(Trial trial, TrialResult result, Leaderboard leaderboard);
}
