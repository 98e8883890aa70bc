package normflow.engine.tile.expression;

/** A graph holds something that the tile engine does not evaluate; the message names it. */
public final class UnsupportedGraphException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The message is "unsupported" and what is. */
  public UnsupportedGraphException(String what) {
    super("unsupported " + what);
  }
}
