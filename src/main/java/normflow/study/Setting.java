package normflow.study;

import java.util.Map;
import java.util.OptionalDouble;
import normflow.codec.Codec;
import normflow.config.Axis.Option;
import normflow.text.Secrets;

/**
 * What a trial has on an axis.
 *
 * @param text for people
 * @param number if it is one
 */
public record Setting(String text, OptionalDouble number) {

  /** A value that nobody named. */
  public static Setting of(String path, Object value) {
    OptionalDouble number =
        value instanceof Number given
            ? OptionalDouble.of(given.doubleValue())
            : OptionalDouble.empty();
    return new Setting(
        Secrets.shown(path, value instanceof Map ? Codec.jsonLine(value) : value.toString()),
        Secrets.isSecret(path) ? OptionalDouble.empty() : number);
  }

  /** A value that was named. */
  public static Setting of(String path, Option option) {
    return new Setting(
        Secrets.shown(path, option.name()),
        Secrets.isSecret(path) ? OptionalDouble.empty() : option.number());
  }
}
