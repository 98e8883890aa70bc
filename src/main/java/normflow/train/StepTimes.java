package normflow.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Notes how long steps take. */
public final class StepTimes implements TrainingListener {

  private final List<Double> seconds = new ArrayList<>();
  private long before;
  private long last = System.nanoTime();

  /**
   * @param before steps that were done before
   */
  public StepTimes(long before) {
    this.before = before;
  }

  @Override
  public void stepped(long step, long steps, double meanLoss) {
    long now = System.nanoTime();
    seconds.add((now - last) * 1e-9 / Math.max(1, step - before));
    before = step;
    last = now;
  }

  /**
   * The median, in seconds.
   *
   * @throws IllegalStateException if there was no step
   */
  public double median() {
    if (seconds.isEmpty()) {
      throw new IllegalStateException("there was no step");
    }
    List<Double> sorted = new ArrayList<>(seconds);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
