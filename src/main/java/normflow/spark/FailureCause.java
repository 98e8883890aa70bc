package normflow.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import normflow.codec.ConfigException;
import normflow.engine.Nd4jPresence.MissingNd4jException;
import normflow.text.Shown;
import normflow.train.TrainingException;
import org.apache.spark.SparkContext;

/** What went wrong, inside what Spark and others wrap around it. */
public final class FailureCause {

  private static final String STOPPED = "Spark has stopped before the end";

  private FailureCause() {}

  /** The bad input or the named file if there is one among the causes, else the innermost cause. */
  public static Throwable of(Throwable error) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Throwable cause = error;
    while (!(cause instanceof ConfigException)
        && !(cause instanceof UncheckedIOException)
        && cause.getCause() != null
        && seen.add(cause)) {
      cause = cause.getCause();
    }
    if (lacksNd4j(cause)) {
      return input(
          new MissingNd4jException("executors, where " + cause.getMessage() + " is missing,"));
    }
    return cause instanceof MissingNd4jException ? input(cause) : cause;
  }

  /** The jar that was given is input, too. */
  private static ConfigException input(Throwable cause) {
    return new ConfigException(cause.getMessage(), cause);
  }

  /** A class of nd4j that a JVM did not find; one that it cannot initialise is there. */
  private static boolean lacksNd4j(Throwable cause) {
    return (cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException)
        && String.valueOf(cause.getMessage()).matches("org[./](nd4j|bytedeco)[./].*");
  }

  /** Whether the input, or the jar that was given, is at fault, and not the run. */
  public static boolean isInput(Throwable error) {
    return of(error) instanceof ConfigException;
  }

  /** Whether an error was to be expected: its message says all that there is to say. */
  public static boolean saysAll(Throwable error) {
    Throwable cause = of(error);
    return cause instanceof ConfigException
        || cause instanceof TrainingException
        || cause instanceof IOException
        || cause instanceof UncheckedIOException;
  }

  /**
   * The end of everything, if an error comes of it: Spark has stopped, or this process is to end.
   * Then neither another attempt nor anything else can go on.
   */
  public static Optional<TrainingException> end(SparkContext spark, Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof TerminatedException terminated) {
        return Optional.of(terminated);
      }
    }
    if (Termination.ofProcess().isRequested()) {
      return Optional.of(new TerminatedException("terminated; --resume goes on"));
    }
    return spark.isStopped() ? Optional.of(stopped()) : Optional.empty();
  }

  /** What to throw when Spark is not there any more. */
  public static TrainingException stopped() {
    return new TrainingException(STOPPED);
  }

  /** What to say about an error when Spark is not there any more: it has many words for that. */
  public static String stopped(Throwable error) {
    return of(error) instanceof TrainingException known ? known.getMessage() : STOPPED;
  }

  /**
   * Why something is missing of what is saved: this process was asked to end, whatever exception
   * that led to, or what went wrong.
   */
  public static String reason(Throwable error) {
    return Termination.ofProcess().isRequested() ? "terminated" : message(error);
  }

  /** What went wrong in one paragraph; an exception that does not speak to people has its name. */
  public static String message(Throwable error) {
    Throwable cause = of(error);
    String message = cause.getMessage();
    boolean speaks =
        message != null
            && (cause instanceof ConfigException
                || cause instanceof TrainingException
                || cause instanceof UncheckedIOException);
    String name = cause.getClass().getSimpleName();
    return Shown.paragraph(speaks ? message : message == null ? name : name + ": " + message);
  }
}
