package normflow.spark.table;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.config.Source;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.text.Shown;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Looks at what a table's path leads to, before and after Spark does. */
final class TablePath {

  private static final List<String> SEPARATORS = List.of(";", "\t", "|", ",", " ");

  private TablePath() {}

  /**
   * Makes sure that there are files, and that the format does not take a table's old files for its
   * rows.
   *
   * @return where they stand; a run that ended while it replaced them may have left them aside
   * @throws ConfigException if not
   */
  static String require(SparkSession spark, Source.Table source) {
    if (source.path().isEmpty()) {
      return source.path();
    }
    Storage storage = new Storage(settings(spark, source));
    Path path = StoragePath.of(source.path());
    if (!storage.matches(path)) {
      throw new ConfigException("path = " + storage.named(path) + ": nothing is there", null);
    }
    Optional<TableFormat> table = TableFormat.of(storage, path);
    if (table.isPresent() && TableFormat.isOfFiles(source.format())) {
      throw new ConfigException("path = " + storage.named(path) + " " + table.get().advice(), null);
    }
    Path standing = storage.standing(path);
    return standing.equals(path) ? source.path() : standing.toString();
  }

  /** Options of a data source are settings of its file system, too. */
  private static Configuration settings(SparkSession spark, Source.Table source) {
    Configuration settings = new Configuration(spark.sparkContext().hadoopConfiguration());
    source.options().forEach(settings::set);
    return settings;
  }

  /**
   * Makes sure that the lines of a CSV file were cut.
   *
   * @throws ConfigException if its one column seems to have the names of several
   */
  static void requireSeparated(Source.Table source, StructType schema) {
    if (!source.format().equalsIgnoreCase("csv") || schema.size() != 1) {
      return;
    }
    String only = schema.fieldNames()[0];
    boolean asked =
        Stream.concat(source.columns().stream(), source.context().stream())
            .anyMatch(only::equalsIgnoreCase);
    Optional<String> separator =
        SEPARATORS.stream()
            .filter(only::contains)
            .max(Comparator.comparingInt(candidate -> only.split(quoted(candidate), -1).length));
    if (!asked && separator.isPresent()) {
      throw new ConfigException(
          Shown.value(source.path())
              + " has one column "
              + Shown.value(only)
              + ": its columns seem to be cut by another character; give options: {sep: \""
              + Shown.value(separator.get())
              + "\"} in a job file, or the option --option sep=... of a command",
          null);
    }
  }

  private static String quoted(String text) {
    return java.util.regex.Pattern.quote(text);
  }
}
