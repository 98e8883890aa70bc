package normflow.sweep;

import java.util.OptionalDouble;
import normflow.config.Axis.Option;
import normflow.text.Secrets;

/**
 * What a trial has on an axis.
 *
 * @param text for people
 * @param number if it is one
 */
public record Setting(String text, OptionalDouble number) {

  static Setting of(String path, Option option) {
    return new Setting(
        Secrets.shown(path, option.name()),
        Secrets.isSecret(path) ? OptionalDouble.empty() : option.number());
  }
}
