package normflow.cli.console;

import java.util.HashMap;
import java.util.Map;
import normflow.text.Numbers;
import org.apache.spark.Success$;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** The finished tasks of Spark's stages, and the rows that they wrote or else read. */
public final class TaskProgress extends SparkListener implements AutoCloseable {

  /** As JSON. */
  public record Event(
      String event,
      String name,
      int done,
      int of,
      long rowsRead,
      long rowsWritten,
      double seconds) {}

  private static final long LONGEST_WAIT_NANOS = 500_000_000;

  private final SparkSession session;
  private final String name;
  private final Ticker ticker;
  private final long started = System.nanoTime();

  /** Tasks of a stage by its number; a stage that is run again is no new one. */
  private final Map<Integer, Integer> tasks = new HashMap<>();

  private int done;
  private long rowsRead;
  private long rowsWritten;

  TaskProgress(SparkSession session, String name, Ticker ticker) {
    this.session = session;
    this.name = name;
    this.ticker = ticker;
  }

  void watch() {
    session.sparkContext().addSparkListener(this);
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    tasks.put(submitted.stageInfo().stageId(), submitted.stageInfo().numTasks());
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd ended) {
    if (ended.reason() != Success$.MODULE$) {
      return;
    }
    done++;
    TaskMetrics metrics = ended.taskMetrics();
    if (metrics != null) {
      rowsRead += metrics.inputMetrics().recordsRead();
      rowsWritten += metrics.outputMetrics().recordsWritten();
    }
    ticker.tell(this::line, this::event);
    notifyAll();
  }

  /** Tells how far it came; what Spark reports afterwards belongs to something else. */
  @Override
  public synchronized void close() {
    awaitReports();
    session.sparkContext().removeSparkListener(this);
    if (of() > 0) {
      ticker.mark(this::line, this::event);
    }
    ticker.end();
  }

  /** Spark reports tasks some moments after they end; a task that was given up is not reported. */
  private void awaitReports() {
    long deadline = System.nanoTime() + LONGEST_WAIT_NANOS;
    try {
      while (done < of() && System.nanoTime() < deadline) {
        wait(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int of() {
    return Math.max(done, tasks.values().stream().mapToInt(Integer::intValue).sum());
  }

  private synchronized String line() {
    String rows =
        rowsWritten > 0
            ? Numbers.format(", %,d rows", rowsWritten)
            // By several passes, as a rule.
            : rowsRead > 0 ? Numbers.format(", %,d rows read", rowsRead) : "";
    return Numbers.format("%s: %,d/%,d tasks", name, done, of()) + rows;
  }

  private synchronized Event event() {
    double seconds = (System.nanoTime() - started) * 1e-9;
    return new Event("tasks", name, done, of(), rowsRead, rowsWritten, seconds);
  }
}
