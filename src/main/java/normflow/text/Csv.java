package normflow.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tables as lines of values with commas between them, in quotes where it must be. */
public final class Csv {

  private Csv() {}

  /** A header and a line for each row. */
  public static String of(List<String> header, List<List<String>> rows) {
    StringBuilder text = new StringBuilder(line(header));
    rows.forEach(row -> text.append(line(row)));
    return text.toString();
  }

  /**
   * The values of every line, those of the header first; empty lines are left out.
   *
   * @throws IllegalArgumentException if a quote is not closed
   */
  public static List<List<String>> read(String text) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean inQuotes = false;
    String whole = text.startsWith("\uFEFF") ? text.substring(1) : text;
    for (int i = 0; i <= whole.length(); i++) {
      char character = i < whole.length() ? whole.charAt(i) : '\n';
      if (i == whole.length() && inQuotes) {
        throw new IllegalArgumentException(
            "line "
                + (lines.size() + 1)
                + ": a quote is not closed; a quote within one is doubled");
      } else if (inQuotes
          && character == '"'
          && i + 1 < whole.length()
          && whole.charAt(i + 1) == '"') {
        value.append(character);
        i++;
      } else if (character == '"' && (inQuotes || value.isEmpty())) {
        inQuotes = !inQuotes;
      } else if (inQuotes || (character != ',' && character != '\n' && character != '\r')) {
        value.append(character);
      } else if (character != '\r') {
        line.add(value.toString());
        value.setLength(0);
        if (character == '\n') {
          if (line.size() > 1 || !line.get(0).isBlank()) {
            lines.add(line);
          }
          line = new ArrayList<>();
        }
      }
    }
    return lines;
  }

  private static String line(List<String> values) {
    return values.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\n"));
  }

  private static String quoted(String text) {
    String line = text.replaceAll("\\R", " ");
    return line.matches(".*[\",].*") ? "\"" + line.replace("\"", "\"\"") + "\"" : line;
  }
}
