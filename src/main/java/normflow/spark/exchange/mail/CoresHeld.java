package normflow.spark.exchange.mail;

import normflow.train.TrainingException;

/** Resident tasks did not get a core for every partition. */
public final class CoresHeld extends TrainingException {

  private static final long serialVersionUID = 1;

  public CoresHeld(String message) {
    super(message);
  }
}
