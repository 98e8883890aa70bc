package normflow.benchmark;

import normflow.train.TrainingListener;

/** Told how a benchmark goes on, on the thread that runs it. */
public interface BenchmarkListener {

  /** A pair was trained and measured by an earlier run. */
  void kept(Pair pair, int number, int pairs);

  /** The training of pair {@code number}, from 1 on, begins; who is told of its progress. */
  TrainingListener started(Pair pair, int number, int pairs);

  /** A pair has ended, with a result or an error. */
  void ended(Cell cell, int number, int pairs);
}
