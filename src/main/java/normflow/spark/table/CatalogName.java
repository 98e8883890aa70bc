package normflow.spark.table;

import java.util.List;
import java.util.stream.Collectors;
import normflow.codec.ConfigException;
import normflow.spark.shim.Scala;
import normflow.spark.shim.SparkLine;
import normflow.text.Nearest;
import normflow.text.Shown;
import org.apache.spark.sql.SparkSession;

/**
 * A table's name in a session's catalogs, such as {@code catalog.db.name}.
 *
 * @param key that has it, for errors
 * @param given as it was written
 * @param parts of it
 */
public record CatalogName(String key, String given, List<String> parts) {

  /** Names of others that a message has room for. */
  private static final int MOST_NAMES = 10;

  /**
   * The parts of a name.
   *
   * @throws ConfigException if Spark does not take it for a name
   */
  public static CatalogName of(SparkSession spark, String key, String name) {
    try {
      return new CatalogName(
          key, name, Scala.list(SparkLine.parser(spark).parseMultipartIdentifier(name)));
    } catch (Exception e) {
      throw new ConfigException(
          key
              + " = "
              + Shown.value(name)
              + ": is not the name of a table, such as catalog.db.name; parts with other characters"
              + " than letters, digits and _ stand between backticks",
          e);
    }
  }

  /** The name as SQL has it. */
  public String quoted() {
    return quoted(parts);
  }

  /** Whether there is such a table or view. */
  public boolean isThere(SparkSession spark) {
    return spark.catalog().tableExists(quoted());
  }

  /**
   * Makes sure that there is such a table or view.
   *
   * @throws ConfigException if not: with what its database has, or without a database
   */
  public void requireThere(SparkSession spark) {
    requireDatabase(spark);
    if (!isThere(spark)) {
      String database = database().isEmpty() ? spark.catalog().currentDatabase() : database();
      String in = database().isEmpty() ? "" : " IN " + database();
      throw refused(
          "there is no such table in " + database,
          parts.get(parts.size() - 1),
          names(spark, "SHOW TABLES" + in, "tableName"),
          "which has no tables");
    }
  }

  /**
   * Makes sure that its database is there.
   *
   * @throws ConfigException if not
   */
  public void requireDatabase(SparkSession spark) {
    if (!database().isEmpty() && !spark.catalog().databaseExists(database())) {
      List<String> above = parts.subList(0, parts.size() - 2);
      String in = above.isEmpty() ? "" : " IN " + quoted(above);
      throw refused(
          "there is no database " + database(),
          parts.get(parts.size() - 2),
          names(spark, "SHOW DATABASES" + in, "namespace"),
          "and no other");
    }
  }

  /** What stands before the last part, or nothing. */
  private String database() {
    return quoted(parts.subList(0, parts.size() - 1));
  }

  private ConfigException refused(String what, String name, List<String> known, String none) {
    String others =
        known.isEmpty()
            ? ", " + none
            : Nearest.suggestion(name, known)
                + "; there "
                + (known.size() > MOST_NAMES ? "are " + known.size() + ", such as " : "are ")
                + known.stream()
                    .limit(MOST_NAMES)
                    .map(Shown::value)
                    .collect(Collectors.joining(", "));
    return new ConfigException(key + " = " + Shown.value(given) + ": " + what + others, null);
  }

  private static List<String> names(SparkSession spark, String statement, String column) {
    try {
      return spark.sql(statement).select(column).collectAsList().stream()
          .map(row -> row.getString(0))
          .toList();
    } catch (Exception e) {
      // A catalog that cannot say what it has, or is none.
      return List.of();
    }
  }

  private static String quoted(List<String> parts) {
    return parts.stream().map(InputColumn::quoted).collect(Collectors.joining("."));
  }
}
