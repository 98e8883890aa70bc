package normflow.study;

import java.util.Optional;
import normflow.store.TrainedRows;

/** What came of a trial, as its file says. */
public interface Outcome {

  /** Digest of what decides the bits of the result. */
  String configSha256();

  /** Whether it ended with an error. */
  boolean failed();

  /** What tells the rows that it was made from from others, if that is known. */
  Optional<TrainedRows> rows();
}
