package normflow.spark.table;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import normflow.codec.ConfigException;
import normflow.config.Environment;
import normflow.config.Source;
import normflow.density.Density;
import normflow.text.Secrets;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The tables of sources: files and other places that Spark reads, and drawn rows. */
final class OpenedSource {

  private static final String LISTING = "spark.sql.sources.parallelPartitionDiscovery.parallelism";

  private static final long TASKS_OF_A_CORE = 4;

  private OpenedSource() {}

  static Table drawn(
      SparkSession spark, Source.Generated generated, int partitions, Intake intake) {
    Density density = generated.knownDensity().orElseThrow();
    Dataset<Row> rows =
        DataGenerator.rows(spark, density, generated.rows(), generated.seed(), partitions);
    List<String> columns = IntStream.range(0, density.dim()).mapToObj(i -> "x" + i).toList();
    return Table.select(rows, columns, List.of(), "the generated table", intake);
  }

  static Table stored(SparkSession spark, Source.Table written, int partitions, Intake intake) {
    Source.Table source = Environment.resolved(written);
    Dataset<Row> rows = resolved(spark, source, written, partitions);
    if (!source.format().equalsIgnoreCase("csv")) {
      return Table.select(
          rows, rows.schema(), source.columns(), source.context(), source.described(), intake);
    }
    StructType asTexts = texts(rows.schema(), source.columns(), intake);
    Dataset<Row> read =
        asTexts.equals(rows.schema())
            ? rows
            : taken(
                load(reader(spark, source).schema(asTexts), TablePath.require(spark, source)),
                source);
    StructType schema = numbers(read, source, intake);
    return Table.select(
        read, schema, source.columns(), source.context(), source.described(), intake);
  }

  /** All columns of a table, as its data source reads them; the rows that are to be taken. */
  static Dataset<Row> rows(SparkSession spark, Source.Table source, int partitions) {
    return resolved(spark, source, source, partitions);
  }

  private static Dataset<Row> resolved(
      SparkSession spark, Source.Table source, Source.Table written, int partitions) {
    spark.conf().set("spark.sql.files.minPartitionNum", partitions);
    listInFewTasks(spark);
    if (source.ofCatalog()) {
      return taken(CatalogRows.of(spark, source, written), source);
    }
    String path = TablePath.require(spark, source);
    Dataset<Row> rows;
    try {
      rows = load(reader(spark, source), path);
    } catch (Exception e) {
      throw new ConfigException(source.described() + " cannot be read: " + why(source, e), e);
    }
    TablePath.requireSeparated(source, rows.schema());
    return taken(rows, source);
  }

  /**
   * Spark looks once more at every file of a CSV table, each in a task of its own: 10,000 of them.
   */
  private static void listInFewTasks(SparkSession spark) {
    if (!spark.sparkContext().getConf().contains(LISTING)) {
      spark.conf().set(LISTING, TASKS_OF_A_CORE * spark.sparkContext().defaultParallelism());
    }
  }

  private static Dataset<Row> taken(Dataset<Row> rows, Source.Table source) {
    return ColumnValue.rows(rows, source.where(), source.described());
  }

  private static DataFrameReader reader(SparkSession spark, Source.Table source) {
    return spark.read().format(source.format()).options(source.effectiveOptions());
  }

  private static Dataset<Row> load(DataFrameReader reader, String path) {
    return path.isEmpty() ? reader.load() : reader.load(path);
  }

  /** Texts of known levels are texts whatever all of them look like in a file. */
  private static StructType texts(StructType schema, List<String> columns, Intake intake) {
    Set<String> texts =
        IntStream.range(0, columns.size())
            .filter(intake::hasLevels)
            .mapToObj(columns::get)
            .collect(Collectors.toSet());
    return DataTypes.createStructType(
        Arrays.stream(schema.fields())
            .map(
                field ->
                    texts.stream().anyMatch(name -> NumericColumns.same(field.name(), name))
                        ? DataTypes.createStructField(field.name(), DataTypes.StringType, true)
                        : field)
            .toList());
  }

  private static StructType numbers(Dataset<Row> rows, Source.Table source, Intake intake) {
    List<String> columns = source.columns();
    List<String> free =
        IntStream.range(0, columns.size())
            .filter(i -> !intake.keepsTexts(i))
            .mapToObj(columns::get)
            .toList();
    String name = source.described();
    StructType schema = WrittenNumbers.schema(rows, rows.schema(), free, name, intake.mixed());
    return WrittenNumbers.schema(rows, schema, source.context(), name, false);
  }

  /** Spark's words, and those of a database, which it leaves out: these not with a password. */
  private static String why(Source.Table source, Exception error) {
    if (SparkPackages.isMissing(error)) {
      return SparkPackages.missing(source.format());
    }
    List<String> said = new ArrayList<>();
    for (Throwable at = error; at != null; at = at.getCause()) {
      String line = Secrets.shown(firstLine(at));
      if (at == error || (at instanceof SQLException && !said.contains(line))) {
        said.add(line);
      }
    }
    said.removeIf(line -> hasSecret(source, line));
    return said.isEmpty() ? "for a reason that has a secret in its words" : String.join(": ", said);
  }

  private static boolean hasSecret(Source.Table source, String line) {
    return source.options().entrySet().stream()
        .anyMatch(
            option ->
                Secrets.isSecret(option.getKey())
                    && !option.getValue().isEmpty()
                    && line.contains(option.getValue()));
  }

  private static String firstLine(Throwable error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
  }
}
