package normflow.spark.table;

import java.util.Map;
import normflow.codec.ConfigException;
import normflow.config.Source;
import normflow.spark.shim.SparkLine;
import normflow.text.Shown;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;

/** Rows by what a session's catalogs know: a table's name, or a query of tables. */
final class CatalogRows {

  /** What Spark writes behind its message: the text of a query, and a plan of it. */
  private static final String REST = "(?s)\\s*(== SQL|;?\\s*\n['+:]).*";

  private CatalogRows() {}

  /**
   * The rows of a table or a query; no job runs.
   *
   * @param written the source with variables of the environment as they stand, for errors
   * @throws ConfigException if there is no such table, or if the query is not one that Spark takes
   */
  static Dataset<Row> of(SparkSession spark, Source.Table source, Source.Table written) {
    return source.query().isEmpty()
        ? named(spark, source.table(), source.options())
        : queried(spark, source.query(), written.query());
  }

  private static Dataset<Row> named(SparkSession spark, String name, Map<String, String> options) {
    CatalogName table = CatalogName.of(spark, "table", name);
    try {
      Dataset<Row> rows = spark.read().options(options).table(table.quoted());
      if (!options.isEmpty()) {
        // A source may look at them no sooner than it plans a scan.
        SparkLine.internalRows(rows);
      }
      return rows;
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      table.requireThere(spark);
      throw new ConfigException("table = " + Shown.value(name) + ": " + message(e), e);
    }
  }

  private static Dataset<Row> queried(SparkSession spark, String query, String written) {
    requireSelect(SparkLine.parser(spark), query, written);
    try {
      return spark.sql(query);
    } catch (Exception e) {
      throw refused(query, written, "", e);
    }
  }

  /** Spark's words hold what it was given: not where that has values of the environment. */
  private static ConfigException refused(String query, String written, String how, Exception e) {
    String start = "query = " + Shown.value(written) + ": " + how;
    return query.equals(written)
        ? new ConfigException(start + message(e), e)
        : new ConfigException(
            start
                + (e instanceof SparkThrowable thrown ? SparkLine.condition(thrown) : "refused")
                + " (Spark says more, with the values of the environment's variables: write them"
                + " out to see it)",
            null);
  }

  /**
   * Spark runs a statement as soon as it is given one: what is no query must not come so far. A
   * query is what its grammar calls so. A parser of somebody else's may take more for one: nothing
   * within a query is a statement.
   */
  private static void requireSelect(ParserInterface parser, String query, String written) {
    LogicalPlan plan;
    try {
      plan = parser.parsePlan(query);
    } catch (Exception e) {
      throw refused(query, written, "does not parse: ", e);
    }
    if (hasStatement(plan) || !isQuery(parser, query)) {
      throw new ConfigException(
          "query = "
              + Shown.value(written)
              + ": is not a SELECT, and was not run; run statements by yourself first, and give a"
              + " SELECT or the name of a table",
          null);
    }
  }

  static boolean hasStatement(LogicalPlan plan) {
    return plan.exists(CatalogRows::isStatement);
  }

  private static boolean isStatement(LogicalPlan part) {
    return part instanceof Command || part instanceof ParsedStatement;
  }

  private static boolean isQuery(ParserInterface parser, String query) {
    try {
      parser.parseQuery(query);
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  static String message(Exception error) {
    return String.valueOf(error.getMessage()).replaceFirst(REST, "").strip();
  }
}
