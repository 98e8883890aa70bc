package normflow.train;

/** Told what training does, on the thread that trains. */
public interface TrainingListener {

  /** After every step. */
  default void stepped(long step, long steps, double meanLoss) {}

  /** At every point of the learning curves. */
  default void measured(long steps, TrainingState.Measurement measurement) {}

  /** After every step, with the state then; {@code last} when training ends with it. */
  default void reached(StateSource state, boolean last) {}

  /** When a step is skipped because its loss or gradient is not finite. */
  default void skipped(long step) {}

  /** Copies the state when asked. */
  interface StateSource {
    /** The number of steps done. */
    long step();

    /** A copy of everything that training goes on from. */
    TrainingState state();
  }
}
