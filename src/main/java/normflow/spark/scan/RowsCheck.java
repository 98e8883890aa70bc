package normflow.spark.scan;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import normflow.store.TrainedRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds what earlier runs have left against the rows that are there now. */
public final class RowsCheck {

  private static final Logger LOG = LoggerFactory.getLogger(RowsCheck.class);

  private final TrainedRows now;
  private final AtomicBoolean warned = new AtomicBoolean();

  public RowsCheck(TrainedRows now) {
    this.now = now;
  }

  /** The rows that are there now. */
  public TrainedRows now() {
    return now;
  }

  /**
   * Makes sure that something was made from the same rows. Of what was made before rows were marked
   * that cannot be known: a warning, once, says so.
   *
   * @param where it is from, such as a step
   * @throws OtherRowsException if it was made from others
   */
  public void require(Optional<TrainedRows> then, String where) {
    if (then.isEmpty()) {
      if (warned.compareAndSet(false, true)) {
        LOG.warn(
            "{} does not say which rows it was made from: that they are still the same is taken on"
                + " trust",
            where);
      }
      return;
    }
    then.get()
        .difference(now, where)
        .ifPresent(
            difference -> {
              throw new OtherRowsException(
                  difference
                      + "; resume with the rows that were there then, or begin anew with another"
                      + " output or --overwrite");
            });
  }
}
