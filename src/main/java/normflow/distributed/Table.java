package normflow.distributed;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import normflow.config.ConfigException;
import normflow.config.Environment;
import normflow.data.DataGenerator;
import normflow.data.Density;
import normflow.data.Source;
import normflow.flow.Flow;
import normflow.names.Shown;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A source whose columns have been found and checked.
 *
 * @param rows all columns of the source
 * @param columns names of the used columns: numeric ones or the elements of one vector column, and
 *     the context behind them
 * @param context how many of them, the last ones, are the context
 * @param vectorColumn the vector column, or empty
 * @param weightColumn numeric column with weights of the rows, or empty
 */
public record Table(
    Dataset<Row> rows,
    List<String> columns,
    int context,
    String vectorColumn,
    String weightColumn) {

  /** Reads the used columns of a row. */
  interface Reader extends Serializable {
    /**
     * Fills {@code values} from field {@code offset} on; the index of the first value that is not a
     * finite number, or -1. Of a vector of another width that is 0.
     */
    int read(Row row, int offset, double[] values);
  }

  /**
   * Opens a source; reads no more than a file's header, inferred types and one row.
   *
   * @param partitions into which files are cut at least, whatever the number of cores
   * @throws ConfigException if the path or a column does not exist, or a column is not numeric
   */
  public static Table open(SparkSession spark, Source source, int partitions) {
    if (source instanceof Source.Generated generated) {
      Density density = generated.knownDensity().orElseThrow();
      Dataset<Row> rows =
          DataGenerator.rows(spark, density, generated.rows(), generated.seed(), partitions);
      List<String> columns = IntStream.range(0, density.dim()).mapToObj(i -> "x" + i).toList();
      return new Table(rows, columns, 0, "", "");
    }
    return open(spark, (Source.Table) source, partitions);
  }

  private static Table open(SparkSession spark, Source.Table written, int partitions) {
    Source.Table source = Environment.resolved(written);
    spark.conf().set("spark.sql.files.minPartitionNum", partitions);
    String path = requirePath(spark, source.path());
    DataFrameReader reader =
        spark.read().format(source.format()).options(source.effectiveOptions());
    Dataset<Row> rows;
    try {
      rows = path.isEmpty() ? reader.load() : reader.load(path);
    } catch (Exception e) {
      throw new ConfigException(describe(source) + " cannot be read: " + firstLine(e), e);
    }
    return select(rows, source.columns(), source.context(), describe(source));
  }

  private static String describe(Source.Table source) {
    return source.path().isEmpty() ? "the " + source.format() + " source" : source.path();
  }

  private static String firstLine(Exception error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
  }

  /** Where the table stands; a run that ended while it replaced it may have left it aside. */
  private static String requirePath(SparkSession spark, String path) {
    if (path.isEmpty()) {
      return path;
    }
    Storage storage = new Storage(spark.sparkContext().hadoopConfiguration());
    if (!storage.matches(Storage.path(path))) {
      throw new ConfigException("path = " + Shown.value(path) + ": nothing is there", null);
    }
    Path named = Storage.path(path);
    Path standing = storage.standing(named);
    return standing.equals(named) ? path : standing.toString();
  }

  /**
   * Finds columns in a table.
   *
   * @param source what the table is, for errors
   */
  public static Table select(
      Dataset<Row> rows, List<String> columns, List<String> context, String source) {
    StructType schema = rows.schema();
    NumericColumns.require(schema, columns, context, source);
    boolean vector = columns.size() == 1 && NumericColumns.isVector(schema, columns.get(0));
    List<String> names = new ArrayList<>(columns);
    if (vector) {
      String name = names.remove(0);
      int width = width(rows, name, source);
      IntStream.range(0, width).forEach(i -> names.add(name + "_" + i));
    }
    for (String name : context) {
      if (vector && names.contains(name)) {
        throw new ConfigException(
            "context = "
                + Shown.value(name)
                + ": an element of "
                + Shown.value(columns.get(0))
                + " has this name; rename the column",
            null);
      }
    }
    names.addAll(context);
    return new Table(rows, List.copyOf(names), context.size(), vector ? columns.get(0) : "", "");
  }

  /**
   * The same table with weights of its rows.
   *
   * @param column a numeric column; empty for no weights
   * @throws ConfigException if there is no such column
   */
  public Table weightedBy(String column) {
    if (!column.isEmpty()) {
      NumericColumns.require(rows.schema(), List.of(), List.of(column), "the dataset");
    }
    return new Table(rows, columns, context, vectorColumn, column);
  }

  boolean isWeighted() {
    return !weightColumn.isEmpty();
  }

  private static int width(Dataset<Row> rows, String column, String source) {
    int known = AttributeGroup.fromStructField(rows.schema().apply(column)).size();
    if (known > 0) {
      return known;
    }
    List<Row> first = rows.select(quoted(column)).na().drop().takeAsList(1);
    if (first.isEmpty()) {
      throw new ConfigException(
          source + " has no rows with a vector in column " + column + ": its width is unknown",
          null);
    }
    return ((Vector) first.get(0).get(0)).size();
  }

  private static Column quoted(String name) {
    return org.apache.spark.sql.functions.col("`" + name.replace("`", "``") + "`");
  }

  /** Number of used columns, those of the context among them. */
  public int width() {
    return columns.size();
  }

  /** Number of used columns without the context. */
  public int dim() {
    return columns.size() - context;
  }

  /**
   * Checks the number of used columns.
   *
   * @throws ConfigException if it is not that of the model
   */
  void requireColumnsOf(Flow flow) {
    if (dim() != flow.dim()) {
      throw new ConfigException(
          "the table has "
              + dim()
              + " used columns ("
              + String.join(", ", columns.subList(0, dim()))
              + "): the model has "
              + flow.dim()
              + "; name as many with --columns",
          null);
    }
    if (context != flow.context()) {
      throw new ConfigException(
          "the table has "
              + context
              + " context columns ("
              + String.join(", ", columns.subList(dim(), width()))
              + "): the model has "
              + flow.context()
              + "; name as many with --context",
          null);
    }
  }

  /** The used columns alone, as doubles or one array of doubles, and the weight behind them. */
  Dataset<Row> used() {
    return rows.select(usedAndWeight().toArray(Column[]::new));
  }

  /** The same, and another column behind them. */
  Dataset<Row> usedWith(Column last) {
    return rows.select(Stream.concat(usedAndWeight(), Stream.of(last)).toArray(Column[]::new));
  }

  private Stream<Column> usedAndWeight() {
    return Stream.concat(
        usedColumns(),
        isWeighted() ? Stream.of(quoted(weightColumn).cast("double")) : Stream.empty());
  }

  /** All columns of the source, and after them the used numbers that are not doubles as such. */
  Dataset<Row> rowsThenDoubles() {
    // Not by their names: two columns that nobody uses may share one.
    Stream<Column> all = Stream.of(org.apache.spark.sql.functions.col("*"));
    Stream<Column> others =
        numbers().stream().filter(name -> !isDouble(name)).map(name -> quoted(name).cast("double"));
    return rows.select(Stream.concat(all, others).toArray(Column[]::new));
  }

  /** Reads the used columns of {@link #rowsThenDoubles()}. */
  CellReader cellReader() {
    StructType schema = rows.schema();
    int vector = vectorColumn.isEmpty() ? -1 : schema.fieldIndex(vectorColumn);
    int[] places = new int[numbers().size()];
    int behind = schema.size();
    for (int i = 0; i < places.length; i++) {
      String name = numbers().get(i);
      places[i] = isDouble(name) ? schema.fieldIndex(name) : behind++;
    }
    return new CellReader(vector, width() - places.length, places);
  }

  private boolean isDouble(String column) {
    return rows.schema().apply(column).dataType().equals(DataTypes.DoubleType);
  }

  private List<String> numbers() {
    return vectorColumn.isEmpty() ? columns : columns.subList(dim(), width());
  }

  private Stream<Column> usedColumns() {
    if (vectorColumn.isEmpty()) {
      return columns.stream().map(name -> quoted(name).cast("double"));
    }
    Column vector = quoted(vectorColumn);
    Column[] given =
        columns.subList(dim(), width()).stream()
            .map(name -> quoted(name).cast("double"))
            .toArray(Column[]::new);
    Column elements = functions.vector_to_array(vector, "float64");
    // Of a null, vector_to_array makes an error that names no row.
    return Stream.of(
        org.apache.spark.sql.functions.when(
            vector.isNotNull(),
            given.length == 0
                ? elements
                : org.apache.spark.sql.functions.concat(
                    elements, org.apache.spark.sql.functions.array(given))));
  }

  /** Reads the used columns of {@link #used()}. */
  Reader reader() {
    return vectorColumn.isEmpty() ? Cells::readColumns : Cells::readArray;
  }

  /** Reads the weights of {@link #used()}. */
  RowWeight weight() {
    return new RowWeight(isWeighted() ? (vectorColumn.isEmpty() ? width() : 1) : -1);
  }
}
