package normflow.train;

/** Training cannot go on. */
public class TrainingException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public TrainingException(String message) {
    super(message);
  }
}
