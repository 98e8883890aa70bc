package normflow.sweep;

import java.util.OptionalDouble;
import normflow.config.Axis.Option;

/**
 * What a trial has on an axis.
 *
 * @param text for people
 * @param number if it is one
 */
public record Setting(String text, OptionalDouble number) {

  static Setting of(Option option) {
    return new Setting(
        option.name(),
        option.value() instanceof Number number
            ? OptionalDouble.of(number.doubleValue())
            : OptionalDouble.empty());
  }
}
