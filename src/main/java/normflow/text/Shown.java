package normflow.text;

import java.nio.charset.StandardCharsets;

/**
 * Texts from outside as people may see them: of bounded length, without passwords, and with every
 * character that a terminal would obey, or that would turn the text around, written as an escape.
 */
public final class Shown {

  /** The most characters of one value in a message. */
  private static final int MOST_OF_VALUE = 100;

  /** The most bytes of a message. */
  private static final int MOST_BYTES = 2000;

  /** Of a message that is too long; what to do stands at its end. */
  private static final int BYTES_OF_END = 400;

  /** Of a text that nobody will read to its end, as much at the start and at the end. */
  private static final int LOOKED_AT = 1 << 16;

  private Shown() {}

  /** A value as it may stand in a message: its first 100 characters, and how many it has. */
  public static String value(Object value) {
    String given = String.valueOf(value);
    String text = withoutSecrets(given);
    int length = given.codePointCount(0, given.length());
    if (text.codePointCount(0, text.length()) <= MOST_OF_VALUE) {
      return escaped(text);
    }
    String start = text.substring(0, text.offsetByCodePoints(0, MOST_OF_VALUE));
    return escaped(start) + "... (" + length + " characters)";
  }

  /** An argument of a command, in quotes where a shell would make something else of it. */
  public static String argument(String text) {
    return text.matches("[\\w./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** A message as one paragraph of at most 2,000 bytes: without its middle, where it is longer. */
  public static String paragraph(String message) {
    String shown = withoutSecrets(message);
    int from = Math.max(0, shown.length() - MOST_BYTES);
    String end = joined(shown.substring(from));
    if (from == 0 && bytes(end) <= MOST_BYTES) {
      return end;
    }
    String left = "... (" + message.length() + " characters) ...";
    int first = MOST_BYTES - BYTES_OF_END - left.length();
    String start = joined(shown.substring(0, Math.min(shown.length(), MOST_BYTES)));
    return start(start, first) + left + end(end, BYTES_OF_END);
  }

  /** A text as one line, with escapes in place of all that is no text. */
  public static String line(String text) {
    return escaped(Secrets.shown(text));
  }

  /** A text of several lines with escapes in place of all that is no text. */
  public static String lines(String text) {
    StringBuilder lines = new StringBuilder(text.length());
    Secrets.shown(text)
        .codePoints()
        .forEach(
            point -> {
              if (point == '\n' || point == '\t') {
                lines.append((char) point);
              } else {
                append(lines, point);
              }
            });
    return lines.toString();
  }

  private static String withoutSecrets(String text) {
    int length = text.length();
    return Secrets.shown(
        length > 2 * LOOKED_AT
            ? text.substring(0, LOOKED_AT) + text.substring(length - LOOKED_AT)
            : text);
  }

  /** Lines as one. */
  private static String joined(String message) {
    return escaped(message.strip().replaceAll("[ \\t]*(\\r?\\n[ \\t]*)+", " "));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints().forEach(point -> append(escaped, point));
    return escaped.toString();
  }

  private static void append(StringBuilder text, int point) {
    if (!isObeyed(point)) {
      text.appendCodePoint(point);
      return;
    }
    switch (point) {
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> {
        for (char unit : Character.toChars(point)) {
          String digits = Integer.toHexString(unit);
          text.append("\\u").append("0".repeat(4 - digits.length())).append(digits);
        }
      }
    }
  }

  /** Controls, half characters, marks of direction, and what ends a line or has no width. */
  private static boolean isObeyed(int point) {
    return Character.isISOControl(point)
        || (point >= 0xd800 && point <= 0xdfff)
        || point == 0x61c
        || point == 0x200b
        || point == 0x200e
        || point == 0x200f
        || (point >= 0x2028 && point <= 0x202e)
        || (point >= 0x2060 && point <= 0x206f)
        || point == 0xfeff
        || (point >= 0xe0000 && point <= 0xe007f);
  }

  /** As many whole characters from the start as are at most so many bytes. */
  private static String start(String text, int most) {
    int end = 0;
    int left = most;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      left -= bytes(point);
      if (left < 0) {
        break;
      }
      end += Character.charCount(point);
    }
    return text.substring(0, end);
  }

  /** As many whole characters to the end as are at most so many bytes. */
  private static String end(String text, int most) {
    int from = text.length();
    int left = most;
    while (from > 0) {
      int point = text.codePointBefore(from);
      left -= bytes(point);
      if (left < 0) {
        break;
      }
      from -= Character.charCount(point);
    }
    return text.substring(from);
  }

  private static int bytes(int point) {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
