package normflow.config;

/** A text that does not say what it should; the message names the place, the value and the cure. */
public final class ConfigException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
