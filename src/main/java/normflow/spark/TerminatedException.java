package normflow.spark;

import normflow.train.TrainingException;

/** Training ended because this process was asked to end. */
public final class TerminatedException extends TrainingException {

  private static final long serialVersionUID = 1;

  public TerminatedException(String message) {
    super(message);
  }
}
