package normflow.train;

import java.util.List;
import normflow.engine.GradientSum;
import normflow.engine.Moments;

/**
 * The seam between the training loop and whatever holds the rows: sums over rows, wherever they
 * are.
 *
 * <p>The same step and parameters give the same bits, however often and wherever they are computed.
 */
public interface Gradients {

  /** The number of training rows. */
  long rows();

  /** The columns that normalising layers see; 0 when a flow has none. */
  int statisticsColumns();

  /** The summed gradient over the mini-batch of this step, from 0 on. */
  GradientSum gradient(long step, float[] parameters);

  /** Where every partition gets to by steps of its own, in their order. */
  List<LocalResult> localSteps(LocalSteps round);

  /**
   * Nanoseconds that the slowest part of the last gradient or round took to compute; the rest of
   * that call was exchange.
   */
  long computeNanos();

  /** The statistics that normalising layers see over all training rows. */
  Moments statistics(float[] parameters);

  /** The statistics of all training rows before each layer that is initialised by data. */
  Moments initialStatistics(float[] parameters);

  /** Moments of -log p, in nats, over the validation rows; of no rows when there are none. */
  Moments validation(float[] parameters);
}
