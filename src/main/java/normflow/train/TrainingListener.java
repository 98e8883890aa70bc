package normflow.train;

/** Told what training does, on the thread that trains. */
public interface TrainingListener {

  /**
   * Before the first step.
   *
   * @param offset what log-densities have more in the units of the input than in those of the
   *     losses that are told
   */
  default void begins(double offset) {}

  /** After every step, or round of steps. */
  default void stepped(long step, long steps, double meanLoss) {}

  /** At every point of the learning curves. */
  default void measured(long steps, TrainingState.Measurement measurement) {}

  /** After every step or round, with the state then; {@code last} when training ends with it. */
  default void reached(StateSource state, boolean last) {}

  /**
   * When a step or round could not be taken, and training ends with the error that says why; the
   * state is that before it.
   */
  default void gaveUp(StateSource state) {}

  /**
   * When a step, or steps of the round that begins there, are skipped for want of a finite
   * gradient.
   */
  default void skipped(long step) {}

  /** Copies the state when asked. */
  interface StateSource {
    /** The number of steps done. */
    long step();

    /** Whether the last step or round ended at or stepped over a multiple of the interval. */
    boolean passed(long interval);

    /** A copy of everything that training goes on from. */
    TrainingState state();
  }
}
