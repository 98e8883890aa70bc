package normflow.spark;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import normflow.spark.shim.SparkLine;
import normflow.train.TrainingCancelled;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkThrowable;

/**
 * Ends that somebody wanted: a Spark job that was cancelled, by its group, by its tag or with all
 * others, and a thread that was interrupted. Nothing is tried again then.
 */
public final class Cancellation {

  private static final String CONDITION = "SPARK_JOB_CANCELLED";
  private static final String SAID = "the fit was cancelled";

  /** What Spark writes around a sentence: its condition before, a state of SQL behind. */
  private static final Pattern SENTENCE =
      Pattern.compile("(?:\\[\\w+\\] )?(.*?)\\s*(?:SQLSTATE: \\w+)?", Pattern.DOTALL);

  private Cancellation() {}

  /**
   * The end that an error stands for, if somebody wanted it. A thread that was interrupted is so
   * again.
   */
  public static Optional<TrainingCancelled> of(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof TrainingCancelled cancelled) {
        return Optional.of(cancelled);
      }
      if (cause instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        return Optional.of(new TrainingCancelled("its thread was interrupted"));
      }
      if (cause instanceof SparkThrowable thrown && CONDITION.equals(SparkLine.condition(thrown))) {
        return Optional.of(new TrainingCancelled(sentence(cause.getMessage())));
      }
    }
    return Optional.empty();
  }

  /** Frees what is held, on a thread that was interrupted too, which is so again then. */
  public static void free(Runnable held) {
    boolean interrupted = Thread.interrupted();
    try {
      held.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The end that an error stands for if somebody wanted it; throws the error itself else. */
  public static TrainingCancelled orElse(Throwable error) {
    return of(error)
        .orElseGet(() -> Cancellation.<TrainingCancelled, RuntimeException>raise(error));
  }

  /** Spark throws checked exceptions that it does not declare. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T, E extends Throwable> T raise(Throwable error) throws E {
    throw (E) error;
  }

  private static String sentence(String message) {
    Matcher matcher = SENTENCE.matcher(message);
    return matcher.matches() ? matcher.group(1) : message;
  }

  /**
   * Does work that runs Spark jobs on this thread, or on threads that it starts. If it does not
   * come to an end, none of its jobs stays behind: they have a tag of their own, beside the group
   * and the tags of the caller.
   *
   * @throws TrainingCancelled if somebody ends it
   */
  public static <T> T guard(SparkContext spark, Supplier<T> work) {
    String tag = "normflow-" + UUID.randomUUID();
    spark.addJobTag(tag);
    try {
      return work.get();
    } catch (Throwable e) {
      if (!spark.isStopped()) {
        spark.cancelJobsWithTag(tag);
      }
      Optional<TrainingCancelled> cancelled = of(e);
      if (cancelled.isPresent()) {
        String said = cancelled.get().getMessage();
        throw new TrainingCancelled(said.startsWith(SAID) ? said : SAID + ": " + said);
      }
      throw e;
    } finally {
      spark.removeJobTag(tag);
    }
  }
}
