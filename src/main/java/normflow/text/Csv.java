package normflow.text;

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

  private static String line(List<String> values) {
    return values.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\n"));
  }

  private static String quoted(String text) {
    String line = text.replaceAll("\\R", " ");
    return line.matches(".*[\",].*") ? "\"" + line.replace("\"", "\"\"") + "\"" : line;
  }
}
