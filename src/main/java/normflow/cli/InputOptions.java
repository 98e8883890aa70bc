package normflow.cli;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.config.BadRows;
import normflow.config.Source;
import normflow.model.Model;
import normflow.spark.ShortJob;
import normflow.spark.job.Input;
import normflow.spark.table.Intake;
import normflow.spark.table.Table;
import normflow.spark.table.TableFormat;
import normflow.spark.table.WholeFiles;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** A table to read. */
final class InputOptions {

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "The table, on any of Hadoop's file systems.")
  String path = "";

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
  String format = "";

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "An option of the data source; may be repeated.")
  Map<String, String> options = Map.of();

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "NAME",
      description =
          "Numeric columns in the order of the model's, or one vector column; by default the"
              + " names that the model was trained on.")
  List<String> columns = List.of();

  @Option(
      names = "--context",
      split = ",",
      paramLabel = "NAME",
      description =
          "Numeric columns that a conditional model is given, in the order of the model's; by"
              + " default the names that it was trained with.")
  List<String> context = List.of();

  @Option(
      names = "--bad-rows",
      defaultValue = "FAIL",
      description =
          "What happens to rows with a null, a NaN or an infinity: ${COMPLETION-CANDIDATES}."
              + " FAIL by default.")
  BadRows badRows;

  @Option(
      names = "--partitions",
      defaultValue = "8",
      paramLabel = "N",
      description = "Parts that files are cut into at least; ${DEFAULT-VALUE} by default.")
  int partitions;

  /** The table as a source with the model's columns unless others are named. */
  Source.Table source(Model model, Storage storage) {
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
                columns.isEmpty() ? model.dataColumns() : columns,
                context.isEmpty() ? model.contextColumns() : context,
                Collections.emptySortedMap(),
                Collections.emptySortedMap()));
  }

  /** The table as rows are scored: shared among the cores, in whatever files it lies. */
  Table open(SparkSession session, Source.Table source, Intake intake) {
    return shared(Table.open(session, source, partitions, intake));
  }

  Table shared(Table table) {
    return WholeFiles.shared(table, partitions, name());
  }

  /** Whether there is a table; of sources without paths the format tells. */
  boolean isGiven() {
    return !(path + table + query + format).isEmpty();
  }

  /** Whether the table is known to have few rows. */
  boolean isSmall(Storage storage) {
    return !path.isEmpty() && ShortJob.isSmall(storage, path);
  }

  /** What is read: that, and the files of the table. */
  List<Input> inputs(Input other) {
    return path.isEmpty() ? List.of(other) : List.of(other, new Input("--data", path));
  }

  /** What messages call the table. */
  String name() {
    String place = path.isEmpty() ? table : path;
    return !place.isEmpty() ? place : query.isEmpty() ? "the " + format + " source" : "the query";
  }

  /** The context columns of a model in another table. */
  static Source.Table contexts(Model model, Storage storage, String path, String format) {
    return new Source.Table(
        format.isEmpty() ? guess(storage, path) : format,
        path,
        Map.of(),
        model.contextColumns(),
        List.of());
  }

  /** By the name of the path or of the files in it; Parquet where nothing tells. */
  private static String guess(Storage storage, String path) {
    Path place = StoragePath.of(path);
    Optional<TableFormat> table = TableFormat.of(storage, place);
    if (table.isPresent()) {
      throw new ConfigException(
          "--data = " + storage.named(place) + " " + table.get().advice(), null);
    }
    return TableFormat.known(storage, path).orElse("parquet");
  }
}
