package normflow.report.html;

import java.net.URI;
import java.net.URISyntaxException;

/** Text as HTML. */
final class Html {

  private Html() {}

  /** The text with everything escaped that has a meaning in HTML, in content and in attributes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      switch (character) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(character);
      }
    }
    return escaped.toString();
  }

  /** A relative path as a link has it: what has a meaning in addresses is encoded. */
  static String encode(String path) {
    try {
      return new URI(null, null, path, null).getRawPath();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("path = " + path + ": no link leads there", e);
    }
  }

  /** {@code <name>text</name>}, or nothing where the text is empty. */
  static String element(String name, String text) {
    return text.isEmpty() ? "" : "<" + name + ">" + escape(text) + "</" + name + ">";
  }
}
