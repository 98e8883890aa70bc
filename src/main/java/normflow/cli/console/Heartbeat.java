package normflow.cli.console;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Has something told now and then while work goes on that tells nothing by itself. */
final class Heartbeat implements AutoCloseable {

  /** Until the first one: what is begun has just been told. */
  private static final long QUIET = 5_000;

  private static final long MILLISECONDS = 200;

  private final ScheduledExecutorService clock;
  private final Future<?> beats;

  Heartbeat(Runnable beat) {
    clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
    beats = clock.scheduleWithFixedDelay(beat, QUIET, MILLISECONDS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    beats.cancel(false);
    clock.shutdown();
  }
}
