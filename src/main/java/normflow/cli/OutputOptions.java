package normflow.cli;

import normflow.config.ConfigException;
import normflow.distributed.Storage;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
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

  /** Refuses an existing result before any work is done. */
  void check(Storage storage) {
    check(storage, path, overwrite);
  }

  static void check(Storage storage, String path, boolean overwrite) {
    if (!overwrite && storage.exists(new Path(path))) {
      throw new ConfigException(
          "output = " + path + ": exists; choose another folder, or replace it with --overwrite",
          null);
    }
  }

  void write(Dataset<Row> rows) {
    write(rows, path, format, overwrite);
  }

  static void write(Dataset<Row> rows, String path, String format, boolean overwrite) {
    try {
      rows.write()
          .mode(overwrite ? SaveMode.Overwrite : SaveMode.ErrorIfExists)
          .option("header", "true")
          .format(format)
          .save(path);
    } catch (RuntimeException e) {
      if (e instanceof org.apache.spark.SparkThrowable known
          && "DATA_SOURCE_NOT_FOUND".equals(known.getCondition())) {
        throw new ConfigException("format = " + format + ": Spark has no such data source", e);
      }
      throw e;
    }
  }
}
