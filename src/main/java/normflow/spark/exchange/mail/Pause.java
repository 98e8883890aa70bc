package normflow.spark.exchange.mail;

/**
 * How long a task sleeps before it asks again: a share of what it has waited so far, so that a wait
 * is lengthened by little and an idle task costs little.
 */
public final class Pause {

  private static final int SHARE = 8;
  private static final long LEAST_NANOS = 50_000;
  private static final long MOST_NANOS = 20_000_000;

  private Pause() {}

  /** Nanoseconds of the next sleep. */
  public static long after(long waitedNanos) {
    return Math.min(MOST_NANOS, Math.max(LEAST_NANOS, waitedNanos / SHARE));
  }
}
