package normflow.cli.option;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.config.Source;
import normflow.spark.ShortJob;
import normflow.spark.table.Intake;
import normflow.spark.table.Table;
import normflow.spark.table.TableFormat;
import normflow.spark.table.WholeFiles;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** Where a table is. */
public final class TableOptions {

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "The table, on any of Hadoop's file systems.")
  private String path = "";

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "The table by its name in Spark's catalogs, such as catalog.db.name.")
  private String table = "";

  @Option(
      names = "--query",
      paramLabel = "SQL",
      description = "The table as a SELECT in Spark's SQL.")
  private String query = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Name of a Spark data source; by default guessed from the path.")
  private String format = "";

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "An option of the data source; may be repeated.")
  private Map<String, String> options = Map.of();

  @Option(
      names = "--partitions",
      defaultValue = "8",
      paramLabel = "N",
      description = "Parts that files are cut into at least; ${DEFAULT-VALUE} by default.")
  private int partitions;

  /**
   * Takes a path without an option in the place of {@code --data}.
   *
   * @param label of the parameter
   */
  public void takes(String label, String place) {
    if (!place.isEmpty() && !(path + table + query).isEmpty()) {
      throw new ConfigException(label + ", --data, --table and --query: give one of them", null);
    }
    path = place.isEmpty() ? path : place;
  }

  /** By {@code --data}; empty where the table is not named by a path. */
  String path() {
    return path;
  }

  /** How many parts the files are cut into at least. */
  public int partitions() {
    return partitions;
  }

  /** The table as a source of these columns. */
  public Source.Table source(Storage storage, List<String> columns, List<String> context) {
    if (!isGiven()) {
      throw new ConfigException(
          "--data is missing: name a table, by a path or by --table or --query", null);
    }
    if (Stream.of(path, table, query).filter(place -> !place.isEmpty()).count() > 1) {
      throw new ConfigException("--data, --table and --query: give one of them", null);
    }
    if (partitions < 1) {
      throw new ConfigException("--partitions = " + partitions + ": must be at least 1", null);
    }
    return ConfigException.unlessRefused(
        () ->
            new Source.Table(
                format.isEmpty() && !path.isEmpty() ? guess(storage, path) : format,
                path,
                table,
                query,
                options,
                columns,
                context,
                Collections.emptySortedMap(),
                Collections.emptySortedMap()));
  }

  /** The table as rows are scored: shared among the cores, in whatever files it lies. */
  public Table open(SparkSession session, Source.Table source, Intake intake) {
    return shared(Table.open(session, source, partitions, intake));
  }

  /** An open table, likewise. */
  public Table shared(Table opened) {
    return WholeFiles.shared(opened, partitions, name());
  }

  /** Whether there is a table; of sources without paths the format tells. */
  public boolean isGiven() {
    return !(path + table + query + format).isEmpty();
  }

  /** Whether the table is known to have few rows. */
  public boolean isSmall(Storage storage) {
    return !path.isEmpty() && ShortJob.isSmall(storage, path);
  }

  /** What messages call the table. */
  public String name() {
    String place = path.isEmpty() ? table : path;
    return !place.isEmpty() ? place : query.isEmpty() ? "the " + format + " source" : "the query";
  }

  /** By the name of the path or of the files in it; Parquet where nothing tells. */
  static String guess(Storage storage, String path) {
    Path place = StoragePath.of(path);
    Optional<TableFormat> table = TableFormat.of(storage, place);
    if (table.isPresent()) {
      throw new ConfigException(
          "--data = " + storage.named(place) + " " + table.get().advice(), null);
    }
    return TableFormat.known(storage, path).orElse("parquet");
  }
}
