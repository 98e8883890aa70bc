package normflow.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * The end of this process as others ask for it: SIGTERM of Kubernetes or YARN, Ctrl-C.
 *
 * <p>When the end is asked for, a training saves its state at the next step, and a thread that does
 * not come to one is interrupted. Spark stops and file systems are closed when all work that wants
 * to end in good order has, or when the time is up that a cluster leaves before it kills.
 */
public final class Termination {

  /** Spark ends itself at a lower one. */
  private static final int PRIORITY = 100;

  /** For a step to end by itself. */
  private static final long STEP_MILLIS = 2_000;

  /** For all: after 10 s Docker kills, and Kubernetes after 30 s. */
  private static final long ALL_MILLIS = 8_000;

  private static final Termination OF_PROCESS = new Termination();

  private final Runnable hook = this::endInTime;
  private final List<Thread> working = new ArrayList<>();
  private volatile boolean requested;
  private volatile Runnable lastWords = () -> {};

  public Termination() {}

  /** That of this process. */
  public static Termination ofProcess() {
    return OF_PROCESS;
  }

  private void endInTime() {
    request(STEP_MILLIS, ALL_MILLIS);
  }

  /** Whether the end was asked for. */
  public boolean isRequested() {
    return requested;
  }

  /**
   * Goes on unless the end was asked for; for work between whose parts is a good place to stop.
   *
   * @throws TerminatedException if it was
   */
  public void check() {
    if (requested) {
      throw new TerminatedException("terminated");
    }
  }

  /** What is to be said if work that does not heed its end is cut off when the time is up. */
  public void setLastWords(Runnable lastWords) {
    this.lastWords = lastWords;
  }

  /** Does some work that is to end in good order. */
  public <T> T waitsFor(Supplier<T> work) {
    begin();
    try {
      return work.get();
    } finally {
      end();
    }
  }

  private void begin() {
    synchronized (working) {
      working.add(Thread.currentThread());
      if (working.size() == 1 && this == OF_PROCESS && !requested) {
        register();
      }
    }
  }

  private void end() {
    synchronized (working) {
      working.remove(Thread.currentThread());
      working.notifyAll();
      if (working.isEmpty() && this == OF_PROCESS && !requested) {
        unregister();
      }
    }
  }

  private void register() {
    try {
      ShutdownHookManager.get()
          .addShutdownHook(hook, PRIORITY, ALL_MILLIS + STEP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (IllegalStateException e) {
      // The end has begun.
      requested = true;
    }
  }

  private void unregister() {
    try {
      ShutdownHookManager.get().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The end has begun.
      requested = true;
    }
  }

  /** Asks all work to end, and waits until it has or the time is up. */
  public void request(long stepMillis, long allMillis) {
    long began = System.nanoTime();
    requested = true;
    synchronized (working) {
      try {
        if (!isOver(began, stepMillis)) {
          working.forEach(Thread::interrupt);
          if (!isOver(began, allMillis)) {
            lastWords.run();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean isOver(long began, long millis) throws InterruptedException {
    while (!working.isEmpty()) {
      long left = millis - (System.nanoTime() - began) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      working.wait(left);
    }
    return true;
  }
}
