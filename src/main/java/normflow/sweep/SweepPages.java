package normflow.sweep;

import normflow.config.RunConfig;
import normflow.storage.Storage;

/** What people read of a sweep; it is drawn elsewhere. */
public interface SweepPages {

  /**
   * The page of what there is by now, as HTML.
   *
   * @param storage that holds the trials
   */
  String index(Storage storage, Leaderboard board);

  /** Makes what belongs to the best model, such as its report: all trials are through. */
  void best(RunConfig job);
}
