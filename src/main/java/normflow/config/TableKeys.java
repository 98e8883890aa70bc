package normflow.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import normflow.text.Shown;

/** What the keys of a table have to say together. */
final class TableKeys {

  /** Data sources that have nothing to read without a path. */
  private static final Set<String> OF_FILES =
      Set.of("parquet", "orc", "csv", "json", "text", "avro", "xml");

  private static final String ONE =
      "give one of path (a file or folder), table (a name such as catalog.db.name) and query (a SELECT)";

  private TableKeys() {}

  /**
   * Makes sure that it is said where the rows are, once.
   *
   * @throws IllegalArgumentException if it is not, or if there are keys that say nothing beside it
   */
  static void requirePlace(
      String format, String path, String table, String query, Map<String, String> options) {
    Map<String, String> given = new LinkedHashMap<>();
    given.put("path", path);
    given.put("table", table);
    given.put("query", query);
    given.values().removeIf(String::isEmpty);
    requireOne(given);
    given.forEach(TableKeys::requireText);
    boolean ofCatalog = !table.isEmpty() || !query.isEmpty();
    if (ofCatalog && !format.isEmpty()) {
      throw new IllegalArgumentException(
          "format = "
              + Shown.value(format)
              + ": is that of a path; a table and a query have their own, so leave it out");
    }
    if (!query.isEmpty() && !options.isEmpty()) {
      throw new IllegalArgumentException(
          "options = "
              + Shown.value(String.join(", ", options.keySet()))
              + ": are those of a data source, and a query names tables; leave them out");
    }
    if (!ofCatalog) {
      requireFormat(format, path, options);
    }
  }

  /** Of path, table and query at most one may be given. */
  static void requireOne(Map<String, String> given) {
    if (given.size() > 1) {
      throw new IllegalArgumentException(
          given.entrySet().stream()
                  .map(entry -> entry.getKey() + " = " + Shown.value(entry.getValue()))
                  .collect(Collectors.joining(", "))
              + ": "
              + ONE);
    }
  }

  private static void requireText(String key, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(key + " is blank: " + ONE);
    }
  }

  private static void requireFormat(String format, String path, Map<String, String> options) {
    if (format.isBlank()) {
      throw new IllegalArgumentException(
          path.isEmpty()
              ? "path, table and query are all empty: " + ONE
              : "format is missing or empty: name a data source, such as parquet");
    }
    boolean ofFiles = OF_FILES.contains(format.toLowerCase(Locale.ROOT));
    if (path.isEmpty() && ofFiles && !options.containsKey("path")) {
      throw new IllegalArgumentException(
          "path is empty, and format = " + Shown.value(format) + " is of files: " + ONE);
    }
  }

  /**
   * Makes sure that there are columns, each named once.
   *
   * @throws IllegalArgumentException if not
   */
  static void requireColumns(List<String> columns, List<String> context) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException(
          "columns = []: name the numeric columns, or one column of vectors");
    }
    requireOnce("columns", columns, List.of());
    requireOnce("context", context, columns);
  }

  private static void requireOnce(String key, List<String> names, List<String> others) {
    Set<String> before = new HashSet<>(others);
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).isBlank()) {
        throw new IllegalArgumentException(key + "[" + i + "] is blank: name a column");
      }
      if (!before.add(names.get(i))) {
        throw new IllegalArgumentException(
            key + "[" + i + "] = " + Shown.value(names.get(i)) + ": appears twice");
      }
    }
  }
}
