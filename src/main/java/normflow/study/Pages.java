package normflow.study;

import java.util.Map;
import normflow.config.RunConfig;
import normflow.storage.Storage;

/** What people look at of a study; it is drawn elsewhere. */
public interface Pages<B> {

  /**
   * Pictures and page of what there is by now: the bytes of files by their names.
   *
   * @param storage that holds the trials
   * @param board the results
   */
  Map<String, byte[]> files(Storage storage, B board);

  /** Makes what belongs to the best model, such as its report: all trials are through. */
  default void best(RunConfig job) {}
}
