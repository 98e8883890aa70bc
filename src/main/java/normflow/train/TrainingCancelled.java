package normflow.train;

/** Somebody wanted the training to end: no fault, and nothing is tried again. */
public final class TrainingCancelled extends TrainingException {

  private static final long serialVersionUID = 1;

  public TrainingCancelled(String message) {
    super(message);
  }
}
