package normflow.cli.option;

import java.util.List;
import java.util.Optional;
import normflow.codec.ConfigException;
import normflow.spark.output.Existing;
import normflow.spark.output.Input;
import normflow.spark.output.Output;
import normflow.spark.output.OutputTable;
import normflow.spark.output.TableFiles;
import normflow.storage.Storage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where a table goes: to files in a folder, or to a table of a catalog. */
public final class OutputOptions {

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Place place;

  /** One of the two. */
  private static final class Place {
    @Option(
        names = "--output",
        paramLabel = "PATH",
        description = "Folder of the result, on any of Hadoop's file systems.")
    private String path;

    @Option(
        names = "--output-table",
        paramLabel = "NAME",
        description = "Table of the result, such as catalog.db.name, in place of a folder.")
    private String table;
  }

  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      description =
          "parquet, csv or another of Spark's file formats; parquet by default, of a table that of"
              + " the session or of the table that is there.")
  private String format;

  @Option(names = "--overwrite", description = "Replace the folder if it exists.")
  private boolean overwrite;

  @Option(
      names = "--mode",
      description =
          "What happens to an --output-table that exists: ${COMPLETION-CANDIDATES}. ERROR by"
              + " default, which refuses it.")
  private OutputTable.Mode mode;

  @Option(
      names = "--partition-by",
      split = ",",
      paramLabel = "NAME",
      description = "Columns by whose values the result is partitioned.")
  private List<String> partitionBy = List.of();

  private List<Input> inputs = List.of();

  /** What messages call it. */
  public String name() {
    return place.path == null ? place.table : place.path;
  }

  /** The format that was asked for, or the one of folders. */
  public String format() {
    return format == null ? place.path == null ? "" : "parquet" : format;
  }

  /** Refuses an output that must not be written before any work is done. */
  public void check(Storage storage, List<Input> inputs) {
    this.inputs = List.copyOf(inputs);
    if (place.path == null && overwrite) {
      throw new ConfigException(
          "--overwrite is for --output, a folder; give --mode overwrite to replace a table", null);
    }
    if (place.table == null && mode != null) {
      throw new ConfigException(
          "--mode is for --output-table; give --overwrite to replace a folder", null);
    }
    if (place.path != null) {
      check(storage, place.path, overwrite, inputs);
    }
  }

  public static void check(Storage storage, String path, boolean overwrite, List<Input> inputs) {
    Output.check(storage, path, overwrite ? Existing.OVERWRITE : Existing.REFUSE, inputs);
  }

  /** Refuses a table that must not be written. */
  public void check(SparkSession session) {
    if (place.table != null) {
      table().check(session);
    }
  }

  public void write(Dataset<Row> rows) {
    if (place.path == null) {
      table().write(rows, inputs);
    } else {
      new TableFiles(place.path, format(), overwrite, partitionBy).write(rows);
    }
  }

  private OutputTable table() {
    return new OutputTable(
        place.table,
        mode == null ? OutputTable.Mode.ERROR : mode,
        Optional.ofNullable(format),
        partitionBy);
  }
}
