package normflow.spark.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import normflow.codec.ConfigException;
import normflow.config.Environment;
import normflow.config.Source;
import normflow.density.Density;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The tables of sources: files and other places that Spark reads, and drawn rows. */
final class OpenedSource {

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
    spark.conf().set("spark.sql.files.minPartitionNum", partitions);
    String path = TablePath.require(spark, source);
    DataFrameReader reader =
        spark.read().format(source.format()).options(source.effectiveOptions());
    Dataset<Row> rows;
    try {
      rows = path.isEmpty() ? reader.load() : reader.load(path);
    } catch (Exception e) {
      throw new ConfigException(describe(source) + " cannot be read: " + firstLine(e), e);
    }
    TablePath.requireSeparated(source, rows.schema());
    List<String> names = new ArrayList<>(source.columns());
    names.addAll(source.context());
    StructType schema =
        source.format().equalsIgnoreCase("csv")
            ? WrittenNumbers.schema(rows, names, describe(source), intake.mixed())
            : rows.schema();
    return Table.select(rows, schema, source.columns(), source.context(), describe(source), intake);
  }

  private static String describe(Source.Table source) {
    return source.path().isEmpty() ? "the " + source.format() + " source" : source.path();
  }

  private static String firstLine(Exception error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
  }
}
