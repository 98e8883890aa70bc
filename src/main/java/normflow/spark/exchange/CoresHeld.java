package normflow.spark.exchange;

import normflow.train.TrainingException;

/** Resident tasks did not get a core for every partition. */
final class CoresHeld extends TrainingException {

  private static final long serialVersionUID = 1;

  CoresHeld(String message) {
    super(message);
  }
}
