package normflow.codec;

import java.util.function.Supplier;
import normflow.text.Shown;

/**
 * Input that does not say what it should; the message names the place, the value and the cure, in
 * one paragraph.
 */
public class ConfigException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  public ConfigException(String message, Throwable cause) {
    super(Shown.paragraph(String.valueOf(message)), cause);
  }

  /**
   * What is made of values that a user gave: where the mathematics does not take them, the fault is
   * in the input.
   *
   * @throws ConfigException if it does not
   */
  public static <T> T unlessRefused(Supplier<T> made) {
    try {
      return made.get();
    } catch (ConfigException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage(), e);
    }
  }
}
