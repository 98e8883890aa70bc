package normflow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import normflow.codec.ConfigException;
import normflow.spark.SessionStorage;
import normflow.spark.job.Existing;
import normflow.spark.job.Input;
import normflow.spark.job.Output;
import normflow.spark.shim.SparkLine;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.train.TrainingException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** Where a table goes. */
final class OutputOptions {

  @Option(
      names = "--output",
      required = true,
      paramLabel = "PATH",
      description = "Folder of the result, on any of Hadoop's file systems.")
  String path;

  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      defaultValue = "parquet",
      description = "parquet, csv or another of Spark's file formats; ${DEFAULT-VALUE} by default.")
  String format;

  @Option(names = "--overwrite", description = "Replace the result if it exists.")
  boolean overwrite;

  /** Refuses an output that must not be written before any work is done. */
  void check(Storage storage, List<Input> inputs) {
    check(storage, path, overwrite, inputs);
  }

  static void check(Storage storage, String path, boolean overwrite, List<Input> inputs) {
    Output.check(storage, path, overwrite ? Existing.OVERWRITE : Existing.REFUSE, inputs);
  }

  void write(Dataset<Row> rows) {
    write(rows, path, format, overwrite);
  }

  /** Writes under another name first: a job that fails leaves what was there. */
  static void write(Dataset<Row> rows, String path, String format, boolean overwrite) {
    write(Map.of("", rows), path, format, overwrite);
  }

  /**
   * Writes tables that replace those before them together or not at all.
   *
   * @param tables by the names of their folders in {@code path}; of one table that is the path
   *     itself the name is empty
   */
  static void write(
      Map<String, Dataset<Row>> tables, String path, String format, boolean overwrite) {
    SparkSession session = tables.values().iterator().next().sparkSession();
    Storage storage = SessionStorage.of(session);
    String run = session.sparkContext().applicationId();
    try (Output output = Output.whole(storage, path, overwrite, run)) {
      Path made = output.folder();
      try {
        output.begin();
        tables.forEach(
            (name, rows) -> save(rows, name.isEmpty() ? made : new Path(made, name), format));
        output.mark();
        output.commit();
      } catch (TrainingException e) {
        // The table is whole, and what is in its way is not ours to judge.
        throw e;
      } catch (Exception e) {
        // Spark throws checked exceptions that it does not declare.
        discard(storage, made, e);
        throw explained(e, StoragePath.of(path), format);
      }
    }
  }

  private static void save(Dataset<Row> rows, Path path, String format) {
    rows.write()
        .mode(SaveMode.Overwrite)
        .option("header", "true")
        .format(format)
        .save(path.toString());
  }

  private static void discard(Storage storage, Path temporary, Exception cause) {
    try {
      storage.delete(temporary);
    } catch (UncheckedIOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Spark wraps what went wrong, and leaves out where. */
  private static RuntimeException explained(Exception error, Path target, String format) {
    if (error instanceof SparkThrowable known
        && "DATA_SOURCE_NOT_FOUND".equals(SparkLine.condition(known))) {
      return new ConfigException("format = " + format + ": Spark has no such data source", error);
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
