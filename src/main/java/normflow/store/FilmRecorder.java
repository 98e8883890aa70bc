package normflow.store;

import java.io.UncheckedIOException;
import normflow.graph.ParameterLayout;
import normflow.storage.OutputClaim;
import normflow.train.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the parameters at points of a training that lie evenly in the square root of the step: most
 * happens at the start. Point k of n is due after step ⌈s (k / n)²⌉ of s, so that a resumed
 * training keeps the same ones.
 */
public final class FilmRecorder implements TrainingListener {

  private static final Logger LOG = LoggerFactory.getLogger(FilmRecorder.class);

  private final Snapshots snapshots;
  private final ParameterLayout layout;
  private final int points;
  private final OutputClaim claim;
  private long before;
  private long steps;

  /**
   * @param points how many; 0 for none
   * @param before steps that were done before this run
   */
  public FilmRecorder(
      Snapshots snapshots, ParameterLayout layout, int points, long before, OutputClaim claim) {
    this.snapshots = snapshots;
    this.layout = layout;
    this.points = points;
    this.before = before;
    this.claim = claim;
  }

  @Override
  public void stepped(long step, long ofSteps, double meanLoss) {
    steps = ofSteps;
  }

  @Override
  public void reached(StateSource source, boolean last) {
    long step = source.step();
    if (points > 0 && pointsUpTo(step) > pointsUpTo(before)) {
      claim.check();
      try {
        snapshots.write(step, layout, source.state().parameters());
      } catch (UncheckedIOException e) {
        LOG.warn("the film lacks step {}: {}", step, e.getMessage());
      }
    }
    before = step;
  }

  /** The largest k with ⌈s (k / n)²⌉ up to a step. */
  private long pointsUpTo(long step) {
    return (long) Math.floor(points * Math.sqrt((double) step / steps) + 1e-9);
  }
}
