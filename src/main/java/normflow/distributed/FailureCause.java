package normflow.distributed;

import java.io.UncheckedIOException;
import normflow.config.ConfigException;
import normflow.train.TrainingException;

/** What went wrong, inside what Spark and others wrap around it. */
public final class FailureCause {

  private FailureCause() {}

  /** The bad input or the named file if there is one among the causes, else the innermost cause. */
  public static Throwable of(Throwable error) {
    Throwable cause = error;
    while (!(cause instanceof ConfigException)
        && !(cause instanceof UncheckedIOException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** What went wrong as a sentence; an exception that does not speak to people has its name. */
  public static String message(Throwable error) {
    Throwable cause = of(error);
    String message = cause.getMessage();
    boolean saysAll =
        message != null
            && (cause instanceof IllegalArgumentException || cause instanceof TrainingException);
    return saysAll ? message : cause.getClass().getSimpleName() + ": " + message;
  }
}
