package normflow.spark.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import normflow.codec.ConfigException;
import normflow.config.Environment;
import normflow.config.Source;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A table of which nothing is known yet.
 *
 * @param table all of its columns that a flow can take as they are
 * @param leftOut the others
 */
public record Survey(Table table, List<LeftOut> leftOut) {

  /** A column that cannot be taken. */
  public record LeftOut(String name, String why) {}

  /** In the place of the columns of a source: all of them. */
  public static final String ALL = "*";

  /**
   * Finds the columns of a table; one pass over it for each column of texts.
   *
   * @param written where it is; if {@value #ALL} is its one column, those that cannot be taken are
   *     left out
   * @throws ConfigException if it cannot be read, has no rows or no column that can be taken, or
   *     one that is named cannot
   */
  public static Survey of(SparkSession spark, Source.Table written, int partitions) {
    Source.Table source = Environment.resolved(written);
    Dataset<Row> rows = OpenedSource.rows(spark, source, partitions);
    String described = written.described();
    if (rows.isEmpty()) {
      throw new ConfigException(described + " has no rows", null);
    }
    boolean all = source.columns().equals(List.of(ALL));
    List<String> names = all ? Arrays.asList(rows.schema().fieldNames()) : source.columns();
    if (!all) {
      NumericColumns.require(rows.schema(), names, List.of(), described, Intake.of(true));
    }
    StructType schema =
        source.format().equalsIgnoreCase("csv")
            ? WrittenNumbers.schema(rows, rows.schema(), names, described, true)
            : rows.schema();
    List<InputColumn> inputs = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (String name : names) {
      try {
        inputs.add(taken(rows, schema, name, described));
      } catch (ConfigException e) {
        if (!all) {
          throw e;
        }
        leftOut.add(new LeftOut(name, e.getMessage()));
      }
    }
    if (inputs.isEmpty()) {
      throw new ConfigException(
          described
              + " has no column that can be taken: "
              + String.join("; ", leftOut.stream().map(LeftOut::why).toList()),
          null);
    }
    return new Survey(new Table(rows, List.copyOf(inputs), 0, "", true), List.copyOf(leftOut));
  }

  private static InputColumn taken(
      Dataset<Row> rows, StructType schema, String name, String described) {
    InputColumn input =
        NumericColumns.find(schema, List.of(name), List.of(), described, Intake.of(true)).get(0);
    if (!input.isSingle()) {
      throw new ConfigException(
          "column "
              + name
              + " of "
              + described
              + " holds vectors: a job takes it alone, as columns: ["
              + name
              + "]",
          null);
    }
    return Levels.of(rows, input, described);
  }
}
