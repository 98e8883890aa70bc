package normflow.spark.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import normflow.codec.ConfigException;
import normflow.spark.SessionStorage;
import normflow.spark.table.Origins;
import normflow.spark.table.SparkPackages;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.train.TrainingException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Tables as files in a folder.
 *
 * @param path the folder
 * @param format parquet, csv or another of Spark's file formats
 * @param overwrite whether a result that is there is replaced
 * @param partitionBy columns by whose values the files lie in folders of their own
 */
public record TableFiles(String path, String format, boolean overwrite, List<String> partitionBy) {

  public TableFiles {
    partitionBy = List.copyOf(partitionBy);
  }

  /** Writes under another name first: a job that fails leaves what was there. */
  public void write(Dataset<Row> rows) {
    write(Map.of("", rows));
  }

  /**
   * Writes tables that replace those before them together or not at all.
   *
   * @param tables by the names of their folders in the path; of one table that is the path itself
   *     the name is empty
   */
  public void write(Map<String, Dataset<Row>> tables) {
    tables.values().forEach(rows -> OutputTable.requireColumns(rows, partitionBy));
    SparkSession session = tables.values().iterator().next().sparkSession();
    Storage storage = SessionStorage.of(session);
    // Files of a table of a catalog too, which nobody has named.
    tables.values().stream()
        .flatMap(rows -> Input.of(Origins.of(rows)).stream())
        .forEach(read -> read.requireApart(storage, path));
    String run = session.sparkContext().applicationId();
    try (Output output = Output.whole(storage, path, overwrite, run)) {
      Path made = output.folder();
      try {
        output.begin();
        tables.forEach((name, rows) -> save(rows, name.isEmpty() ? made : new Path(made, name)));
        output.mark();
        output.commit();
      } catch (TrainingException e) {
        // The table is whole, and what is in its way is not ours to judge.
        throw e;
      } catch (Exception e) {
        // Spark throws checked exceptions that it does not declare.
        discard(storage, made, e);
        throw explained(e, StoragePath.of(path).toString(), format);
      }
    }
  }

  private void save(Dataset<Row> rows, Path place) {
    rows.write()
        .mode(SaveMode.Overwrite)
        .option("header", "true")
        .partitionBy(partitionBy.toArray(String[]::new))
        .format(format)
        .save(place.toString());
  }

  private static void discard(Storage storage, Path temporary, Exception cause) {
    try {
      storage.delete(temporary);
    } catch (UncheckedIOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Spark wraps what went wrong, and leaves out where. */
  static RuntimeException explained(Exception error, String target, String format) {
    if (SparkPackages.isMissing(error)) {
      return new ConfigException(
          "cannot write " + target + ": " + SparkPackages.missing(format), error);
    }
    if (error instanceof AnalysisException) {
      return new ConfigException("cannot write " + target + ": " + error.getMessage(), error);
    }
    Throwable root = error;
    while (root.getCause() != null && !(root instanceof ConfigException)) {
      root = root.getCause();
    }
    if (root instanceof IOException io) {
      return new UncheckedIOException("cannot write " + target + ": " + io.getMessage(), io);
    }
    return error instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(error);
  }
}
