package normflow.ml;

import normflow.train.TrainingListener;
import normflow.train.TrainingState.Measurement;
import org.slf4j.Logger;

/** The progress of a fit as lines of the log. */
final class LoggedProgress implements TrainingListener {

  private final Logger log;
  private final String uid;
  private double offset;

  LoggedProgress(Logger log, String uid) {
    this.log = log;
    this.uid = uid;
  }

  @Override
  public void begins(double unitsOffset) {
    offset = unitsOffset;
  }

  @Override
  public void measured(long steps, Measurement measurement) {
    log.info(
        "{}: step {} of {}, NLL {} training, {} validation (nats, units of the input), {} rows/s",
        uid,
        measurement.step(),
        steps,
        measurement.trainingLoss() - offset,
        measurement.validationLoss() - offset,
        Math.round(measurement.rowsPerSecond()));
  }

  @Override
  public void skipped(long step) {
    log.warn("{}: step {} skipped: its gradient is not finite", uid, step);
  }
}
