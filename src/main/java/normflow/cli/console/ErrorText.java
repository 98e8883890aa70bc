package normflow.cli.console;

import normflow.codec.Codec;
import normflow.text.Shown;
import picocli.CommandLine.Help;

/** How every error is said: {@code error: } and one paragraph, or a JSON object. */
public final class ErrorText {

  private ErrorText() {}

  /** An error as JSON. */
  record Failure(String event, String message, int status) {}

  /**
   * One line.
   *
   * @param status what the command exits with
   */
  public static String of(String message, int status, boolean json) {
    String shown = Shown.paragraph(message);
    return json
        ? Codec.jsonLine(new Failure("error", shown, status))
        : Help.defaultColorScheme(Help.Ansi.AUTO).errorText("error: " + shown).toString();
  }
}
