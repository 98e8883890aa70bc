package normflow.spark.exchange.mail;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** How many tasks the registered executors can run at the same time. */
public final class Slots extends SparkListener {

  private final int cpusOfTask;
  private final Map<String, Integer> slots = new HashMap<>();
  private boolean closed;
  private int held;

  Slots(int cpusOfTask) {
    this.cpusOfTask = cpusOfTask;
  }

  @Override
  public synchronized void onExecutorAdded(SparkListenerExecutorAdded added) {
    slots.put(added.executorId(), added.executorInfo().totalCores() / cpusOfTask);
    notifyAll();
  }

  @Override
  public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    slots.remove(removed.executorId());
  }

  /** The number of them. */
  public synchronized int count() {
    return slots.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The number of them that no resident tasks hold. */
  public synchronized int free() {
    return count() - held;
  }

  /** Some are held by resident tasks from now on; a negative number gives them back. */
  public synchronized void hold(int number) {
    held += number;
  }

  /**
   * Waits until there are so many.
   *
   * @return whether there are
   */
  public synchronized boolean await(int needed, long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    while (count() < needed) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0 || closed) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** There will not be more. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
