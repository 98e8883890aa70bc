package normflow.spark.scan;

import normflow.codec.ConfigException;
import normflow.spark.FailureCause;

/**
 * Rows that are not those of an earlier reading, or of an earlier run: no fault of one training.
 */
public final class OtherRowsException extends ConfigException {

  private static final long serialVersionUID = 1;

  public OtherRowsException(String message) {
    super(message, null);
  }

  /** Throws it if it is what went wrong, inside what others wrap around it. */
  public static void rethrow(Throwable error) {
    if (FailureCause.of(error) instanceof OtherRowsException other) {
      throw other;
    }
  }
}
