package normflow.cli.option;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.Search;
import normflow.text.Csv;
import normflow.text.Shown;

/** A table of jobs, one a row: its header has dotted paths of keys, its cells their values. */
public final class JobTable {

  private JobTable() {}

  /**
   * The keys of a {@link Search.Listed} of these jobs.
   *
   * @param name of the table, for errors
   * @param text CSV with a header; a cell is YAML, an empty one leaves what the base has; a column
   *     {@code name} is what a job is called
   * @throws ConfigException if it has no row, rows of other lengths, or cells that are no YAML
   */
  public static Map<String, Object> search(String name, String text) {
    List<List<String>> lines;
    try {
      lines = Csv.read(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name + ": " + e.getMessage(), e);
    }
    if (lines.size() < 2) {
      throw new ConfigException(
          name + ": has no job; give a header of keys, and a line for each job", null);
    }
    List<String> keys = lines.get(0).stream().map(String::strip).toList();
    if (new HashSet<>(keys).size() < keys.size() || keys.contains("")) {
      throw new ConfigException(
          name + ": its header is " + Shown.value(keys) + "; give each column a key of its own",
          null);
    }
    List<Map<String, Object>> trials = new ArrayList<>();
    for (int line = 1; line < lines.size(); line++) {
      trials.add(trial(name + ", job " + line, keys, lines.get(line)));
    }
    return Map.of("type", "listed", "trials", trials);
  }

  private static Map<String, Object> trial(String name, List<String> keys, List<String> cells) {
    if (cells.size() != keys.size()) {
      throw new ConfigException(
          name
              + ": has "
              + cells.size()
              + " cells for "
              + keys.size()
              + " columns; values with commas stand in quotes",
          null);
    }
    Map<String, Object> trial = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i).strip();
      if (!cell.isEmpty()) {
        String key = keys.get(i);
        trial.put(
            key,
            key.equals(Search.Listed.NAME)
                ? cell
                : Codec.yaml(name + ", " + Shown.value(key), cell, Object.class));
      }
    }
    return trial;
  }
}
