package normflow.ml;

import java.util.regex.Pattern;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.flow.Architecture;

/** A flow as the text of a parameter. */
final class FlowText {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  private FlowText() {}

  /**
   * The flow of a name such as {@code nsf}, or of JSON such as <code>{"type": "nsf", "bins": 8}
   * </code>.
   *
   * @throws ConfigException if there is no such flow
   */
  static Architecture architecture(String text) {
    String trimmed = text.trim();
    if (NAME.matcher(trimmed).matches()) {
      return Codec.json("flow", "{\"type\": \"" + trimmed + "\"}", Architecture.class);
    }
    if (!trimmed.startsWith("{")) {
      throw new ConfigException(
          "flow = " + text + ": must be the name of a flow, such as nsf, or a flow as JSON", null);
    }
    return Codec.json("flow", trimmed, Architecture.class);
  }
}
