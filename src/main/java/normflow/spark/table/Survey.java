package normflow.spark.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param leftOut why it cannot take the others, by name
 */
public record Survey(Table table, Map<String, String> leftOut) {

  /** Stands for all columns. */
  private static final String ALL = "*";

  /**
   * Finds the columns of a table; one pass over it for each column of texts.
   *
   * @param columns those to look at; all if there are none
   * @throws ConfigException if it cannot be read, or there is no column that can be taken
   */
  public static Survey of(
      SparkSession spark,
      String format,
      String path,
      Map<String, String> options,
      List<String> columns,
      int partitions) {
    Source.Table source =
        ConfigException.unlessRefused(
            () ->
                Environment.resolved(
                    new Source.Table(
                        format,
                        path,
                        options,
                        columns.isEmpty() ? List.of(ALL) : columns,
                        List.of())));
    Dataset<Row> rows = OpenedSource.rows(spark, source, partitions);
    List<String> names =
        columns.isEmpty() ? Arrays.asList(rows.schema().fieldNames()) : source.columns();
    String described = OpenedSource.describe(source);
    StructType schema =
        format.equalsIgnoreCase("csv")
            ? WrittenNumbers.schema(rows, rows.schema(), names, described, true)
            : rows.schema();
    List<InputColumn> inputs = new ArrayList<>();
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (String name : names) {
      try {
        InputColumn input =
            NumericColumns.find(schema, List.of(name), List.of(), described, Intake.of(true))
                .get(0);
        if (input.isSingle()) {
          inputs.add(Levels.of(rows, input, described));
        } else {
          leftOut.put(name, "column " + name + " holds vectors: it is to be taken alone");
        }
      } catch (ConfigException e) {
        leftOut.put(name, e.getMessage());
      }
    }
    if (inputs.isEmpty()) {
      throw new ConfigException(
          described + " has no column that can be taken: " + String.join("; ", leftOut.values()),
          null);
    }
    return new Survey(new Table(rows, List.copyOf(inputs), 0, "", true), leftOut);
  }
}
