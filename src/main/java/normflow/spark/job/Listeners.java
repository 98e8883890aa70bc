package normflow.spark.job;

import java.util.List;
import normflow.train.TrainingListener;
import normflow.train.TrainingState;

/** Tells several listeners, in order. */
final class Listeners implements TrainingListener {

  private final List<TrainingListener> listeners;

  Listeners(TrainingListener... listeners) {
    this.listeners = List.of(listeners);
  }

  @Override
  public void begins(double offset) {
    listeners.forEach(listener -> listener.begins(offset));
  }

  @Override
  public void stepped(long step, long steps, double meanLoss) {
    listeners.forEach(listener -> listener.stepped(step, steps, meanLoss));
  }

  @Override
  public void measured(long steps, TrainingState.Measurement measurement) {
    listeners.forEach(listener -> listener.measured(steps, measurement));
  }

  @Override
  public void reached(StateSource state, boolean last) {
    listeners.forEach(listener -> listener.reached(state, last));
  }

  @Override
  public void gaveUp(StateSource state) {
    listeners.forEach(listener -> listener.gaveUp(state));
  }

  @Override
  public void skipped(long step) {
    listeners.forEach(listener -> listener.skipped(step));
  }
}
