package normflow.page;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.Supplier;
import normflow.spark.TerminatedException;

/**
 * Work on all cores of this machine: what it does in parallel streams. These keep their order, so
 * that results do not depend on the number of cores.
 */
final class AllCores {

  /** Every thread holds an engine and pictures that it draws. */
  private static final int MOST = 16;

  private AllCores() {}

  /**
   * Does some work; a thread that is interrupted leaves at once.
   *
   * @throws TerminatedException if this thread is interrupted
   */
  static <T> T run(Supplier<T> work) {
    return run(Math.min(MOST, Runtime.getRuntime().availableProcessors()), work);
  }

  static <T> T run(int threads, Supplier<T> work) {
    // Those of Java's own pool do not see the classes of a jar that Spark was given.
    ClassLoader classes = Thread.currentThread().getContextClassLoader();
    ForkJoinPool pool =
        new ForkJoinPool(
            threads,
            owner -> {
              ForkJoinWorkerThread thread =
                  ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(owner);
              thread.setContextClassLoader(classes);
              return thread;
            },
            null,
            false);
    try {
      return pool.submit(work::get).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TerminatedException("interrupted");
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  /** Another thread's exception comes in one of its own kind. */
  private static RuntimeException thrown(Throwable error) {
    Throwable first = error;
    while (first.getCause() != null && first.getCause().getClass() == first.getClass()) {
      first = first.getCause();
    }
    if (first instanceof Error serious) {
      throw serious;
    }
    return first instanceof RuntimeException known ? known : new IllegalStateException(first);
  }
}
