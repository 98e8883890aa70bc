package normflow.spark.output;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.spark.SessionStorage;
import normflow.spark.table.CatalogName;
import normflow.spark.table.NumericColumns;
import normflow.spark.table.Origins;
import normflow.spark.table.TableFormat;
import normflow.storage.Storage;
import normflow.text.Nearest;
import normflow.text.Shown;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalog.Column;

/**
 * A table of a session's catalogs that a command writes. It is whole when Spark, or the table's own
 * format, commits it: nothing is made beside it, and no run holds a claim of it.
 *
 * @param name such as {@code catalog.db.name}
 * @param mode what happens to a table that is there
 * @param format of a new table; where it is left out that of the table that rows go behind, or the
 *     session's default
 * @param partitionBy columns by whose values a new table is partitioned; those of the table that
 *     rows go behind where there are none
 */
public record OutputTable(
    String name, Mode mode, Optional<String> format, List<String> partitionBy) {

  private static final String KEY = "--output-table";

  /** What happens to a table that is there. */
  public enum Mode {
    /** It is refused. */
    ERROR,
    /** The rows go behind those that it has. */
    APPEND,
    /** It is dropped, and the new one takes its name. */
    OVERWRITE
  }

  public OutputTable {
    partitionBy = List.copyOf(partitionBy);
  }

  /**
   * Makes sure that the table may be written, before any work is done.
   *
   * @throws ConfigException if its database is not there, or if it is and must not be replaced
   */
  public void check(SparkSession session) {
    CatalogName table = CatalogName.of(session, KEY, name);
    table.requireDatabase(session);
    if (mode == Mode.ERROR && table.isThere(session)) {
      throw new ConfigException(
          KEY
              + " = "
              + Shown.value(name)
              + ": exists; give --mode append to add rows to it, --mode overwrite to replace it, or"
              + " another name",
          null);
    }
  }

  /**
   * Writes the rows; Spark's commit says whether all of them are there or none.
   *
   * @param inputs files that are read besides those that Spark knows to be
   * @throws ConfigException if they are read from this very table and are to replace it, if a
   *     partition column is none of theirs, or if the table does not take them
   */
  public void write(Dataset<Row> rows, List<Input> inputs) {
    requireColumns(rows, partitionBy);
    SparkSession session = rows.sparkSession();
    CatalogName table = CatalogName.of(session, KEY, name);
    boolean there = table.isThere(session);
    DataFrameWriter<Row> writer = rows.write().mode(saveMode());
    if (there && mode == Mode.OVERWRITE) {
      requireApart(session, table, rows, inputs);
      // Delta keeps columns and partitions of the table unless told otherwise.
      provider(session, table)
          .filter(TableFormat.DELTA.source()::equalsIgnoreCase)
          .ifPresent(delta -> writer.option("overwriteSchema", "true"));
    }
    if (there && mode == Mode.APPEND) {
      likeThere(session, table, writer);
    } else {
      format.ifPresent(writer::format);
      writer.partitionBy(partitionBy.toArray(String[]::new));
    }
    try {
      writer.saveAsTable(table.quoted());
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      throw e instanceof AnalysisException
          ? new ConfigException(KEY + " = " + Shown.value(name) + ": " + e.getMessage(), e)
          : TableFiles.explained(e, "table " + name, format.orElse("the session's default"));
    }
  }

  /** Spark takes another format or other partitions than those of the table for a mistake. */
  private void likeThere(SparkSession session, CatalogName table, DataFrameWriter<Row> writer) {
    format.or(() -> provider(session, table)).ifPresent(writer::format);
    boolean knows =
        !partitionBy.isEmpty() || Origins.of(session.table(table.quoted())).transactional();
    List<String> columns = knows ? partitionBy : partitions(session, table);
    writer.partitionBy(columns.toArray(String[]::new));
  }

  private static Optional<String> provider(SparkSession session, CatalogName table) {
    return session.sql("DESCRIBE TABLE EXTENDED " + table.quoted()).collectAsList().stream()
        .filter(row -> row.getString(0).equals("Provider"))
        .map(row -> row.getString(1))
        .findFirst();
  }

  private static List<String> partitions(SparkSession session, CatalogName table) {
    try {
      return session.catalog().listColumns(table.quoted()).collectAsList().stream()
          .filter(Column::isPartition)
          .map(Column::name)
          .toList();
    } catch (AnalysisException e) {
      throw new ConfigException(
          KEY + " = " + Shown.value(table.given()) + ": " + e.getMessage(), e);
    }
  }

  private SaveMode saveMode() {
    return switch (mode) {
      case ERROR -> SaveMode.ErrorIfExists;
      case APPEND -> SaveMode.Append;
      case OVERWRITE -> SaveMode.Overwrite;
    };
  }

  private void requireApart(
      SparkSession session, CatalogName table, Dataset<Row> rows, List<Input> inputs) {
    Origins written = Origins.of(session.table(table.quoted()));
    Origins read = Origins.of(rows);
    if (!Collections.disjoint(written.names(), read.names())) {
      throw read(null);
    }
    try {
      Storage storage = SessionStorage.of(session);
      Stream<Input> all = Stream.concat(inputs.stream(), Input.of(read).stream());
      all.forEach(
          input -> written.places().forEach(place -> input.requireApart(storage, "" + place)));
    } catch (ConfigException e) {
      throw read(e);
    }
  }

  private ConfigException read(ConfigException cause) {
    return new ConfigException(
        KEY
            + " = "
            + Shown.value(name)
            + ": is read, and --mode overwrite would drop it before its rows are; write another"
            + " table, and rename that when it is whole",
        cause);
  }

  /**
   * Makes sure that rows have all of these columns.
   *
   * @throws ConfigException if one is missing
   */
  static void requireColumns(Dataset<Row> rows, List<String> partitionBy) {
    List<String> there = Arrays.asList(rows.columns());
    for (String column : partitionBy) {
      if (!NumericColumns.isIn(rows.schema(), column)) {
        throw new ConfigException(
            "--partition-by = "
                + Shown.value(column)
                + ": is no column of the result"
                + Nearest.suggestion(column, there)
                + "; it has "
                + String.join(", ", there),
            null);
      }
    }
  }
}
