package normflow.spark.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.config.Source;
import normflow.config.StatedType;
import normflow.flow.Flow;
import normflow.model.ColumnType;
import normflow.model.Model;
import normflow.spark.shim.SparkLine;
import normflow.text.Shown;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * A source whose columns have been found and checked.
 *
 * @param rows all columns of the source
 * @param inputs the used columns: numeric ones or one of vectors, and the context behind them
 * @param context how many of their numbers, the last ones, are the context
 * @param weightColumn numeric column with weights of the rows, or empty
 * @param mixed whether the other columns are taken as they are, with texts and nulls
 */
public record Table(
    Dataset<Row> rows, List<InputColumn> inputs, int context, String weightColumn, boolean mixed) {

  /** Different values that a column of categories may have. */
  public static final int MOST_LEVELS = 256;

  /**
   * Opens a source; reads no more than a file's header, inferred types and one row.
   *
   * @param partitions into which files are cut at least, whatever the number of cores
   * @throws ConfigException if the path or a column does not exist, or a column is not numeric
   */
  public static Table open(SparkSession spark, Source source, int partitions) {
    return open(spark, source, partitions, Intake.numbers());
  }

  /**
   * Opens a source as {@link #open(SparkSession, Source, int)} does.
   *
   * @param intake what columns may hold; one pass over the table for each column whose texts are
   *     not known
   */
  public static Table open(SparkSession spark, Source source, int partitions, Intake intake) {
    return source.match(
        table -> OpenedSource.stored(spark, table, partitions, intake),
        generated -> OpenedSource.drawn(spark, generated, partitions, intake));
  }

  /**
   * Finds columns in a table.
   *
   * @param source what the table is, for errors
   */
  public static Table select(
      Dataset<Row> rows, List<String> columns, List<String> context, String source) {
    return select(rows, columns, context, source, Intake.numbers());
  }

  /**
   * Finds columns in a table.
   *
   * @param source what the table is, for errors
   * @param intake what they may hold
   */
  public static Table select(
      Dataset<Row> rows, List<String> columns, List<String> context, String source, Intake intake) {
    return select(rows, rows.schema(), columns, context, source, intake);
  }

  static Table select(
      Dataset<Row> rows,
      StructType schema,
      List<String> columns,
      List<String> context,
      String source,
      Intake intake) {
    List<InputColumn> inputs =
        NumericColumns.find(schema, columns, context, source, intake).stream()
            .map(input -> input.withWidth(Widths.of(rows, input, source)))
            .map(input -> Levels.of(rows, input, source))
            .toList();
    return of(rows, inputs, columns.size(), intake.mixed());
  }

  /**
   * Finds columns in a table that is to be scored: the model knows the width of a vector and the
   * levels of texts, which cost a job else, and no job may read a stream.
   */
  public static Table select(
      Dataset<Row> rows, List<String> columns, List<String> context, String source, Model model) {
    Flow flow = model.flow();
    Intake intake = Intake.of(model);
    List<InputColumn> inputs = NumericColumns.find(rows.schema(), columns, context, source, intake);
    List<InputColumn> known = new ArrayList<>();
    known.addAll(Widths.summing(rows, inputs.subList(0, columns.size()), source, flow.dim()));
    known.addAll(
        Widths.summing(
            rows, inputs.subList(columns.size(), inputs.size()), source, flow.context()));
    return of(rows, List.copyOf(known), columns.size(), intake.mixed());
  }

  /** A table whose first inputs are data and the others context. */
  private static Table of(Dataset<Row> rows, List<InputColumn> inputs, int data, boolean mixed) {
    Set<String> names = new HashSet<>();
    for (InputColumn input : inputs) {
      for (String name : input.names()) {
        if (!names.add(name)) {
          throw new ConfigException(
              "column "
                  + Shown.value(input.name())
                  + ": two used numbers would have the name "
                  + Shown.value(name)
                  + "; rename the column",
              null);
        }
      }
    }
    return new Table(rows, inputs, numbers(inputs.subList(data, inputs.size())), "", mixed);
  }

  private static int numbers(List<InputColumn> inputs) {
    return inputs.stream().mapToInt(InputColumn::width).sum();
  }

  /** The same table without the columns of the context all of whose numbers are among these. */
  public Table withoutContext(Set<String> numbers) {
    List<InputColumn> kept = new ArrayList<>();
    int before = 0;
    for (InputColumn input : inputs) {
      if (before < dim() || !numbers.containsAll(input.names())) {
        kept.add(input);
      }
      before += input.width();
    }
    return new Table(rows, List.copyOf(kept), numbers(kept) - dim(), weightColumn, mixed);
  }

  /** The same table, nulls of whose columns are values where their types say so. */
  public Table readBy(List<ColumnType> types) {
    List<InputColumn> read = new ArrayList<>();
    for (InputColumn input : inputs) {
      int column = read.size();
      boolean typed = input.isSingle() && column < types.size();
      read.add(typed ? input.withNulls(types.get(column).nullable()) : input);
    }
    return new Table(rows, List.copyOf(read), context, weightColumn, mixed);
  }

  /** The same columns of other rows, without weights. */
  public Table over(Dataset<Row> others) {
    return new Table(others, inputs, context, "", mixed);
  }

  /**
   * The same table with weights of its rows.
   *
   * @param column a numeric column; empty for no weights
   * @throws ConfigException if there is no such column
   */
  public Table weightedBy(String column) {
    if (!column.isEmpty()) {
      NumericColumns.requireNumber(rows.schema(), column, "the dataset");
    }
    return new Table(rows, inputs, context, column, mixed);
  }

  /** Texts that a number stands for, of each one without the context; none of other numbers. */
  public List<List<String>> levels() {
    return ofNumbers(InputColumn::levels);
  }

  /** What the job says of each number without the context. */
  public List<StatedType> stated() {
    return ofNumbers(InputColumn::stated);
  }

  private <T> List<T> ofNumbers(Function<InputColumn, T> property) {
    return inputs.stream()
        .flatMap(input -> Collections.nCopies(input.width(), property.apply(input)).stream())
        .limit(dim())
        .toList();
  }

  /** How another table of the same columns is read. */
  public Intake intake() {
    return mixed
        ? Intake.of(levels().stream().map(texts -> ColumnType.ofLevels(texts, true)).toList())
        : Intake.numbers();
  }

  public boolean isWeighted() {
    return !weightColumn.isEmpty();
  }

  /** Names of the used numbers: columns, or elements of vectors, and the context behind them. */
  public List<String> columns() {
    return inputs.stream().flatMap(input -> input.names().stream()).toList();
  }

  /** Number of used columns, those of the context among them. */
  public int width() {
    return numbers(inputs);
  }

  /** Number of used columns without the context. */
  public int dim() {
    return width() - context;
  }

  /**
   * Checks the number of used columns.
   *
   * @throws ConfigException if it is not that of the model
   */
  public void requireColumnsOf(Flow flow) {
    if (dim() != flow.dim()) {
      throw new ConfigException(
          "the table has "
              + dim()
              + " used columns ("
              + String.join(", ", columns().subList(0, dim()))
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
              + String.join(", ", columns().subList(dim(), width()))
              + "): the model has "
              + flow.context()
              + "; name as many with --context",
          null);
    }
  }

  /**
   * Checks the number of used columns, all of which are contexts.
   *
   * @throws ConfigException if it is not that of the model's context
   */
  public void requireContextsOf(Flow flow) {
    if (width() != flow.context()) {
      throw new ConfigException(
          "the contexts have " + width() + " columns: the model has " + flow.context(), null);
    }
  }

  /**
   * The rows as {@link #reader()} takes them, each to be used before the next one is asked for.
   *
   * @param last other columns behind those that it reads
   */
  public JavaRDD<InternalRow> scanned(Column... last) {
    Column[] all = Stream.concat(usedAndWeight(), Stream.of(last)).toArray(Column[]::new);
    return SparkLine.internalRows(rows.select(all)).toJavaRDD();
  }

  /** The used numbers as the table writes them: texts, null within vectors and arrays. */
  public Column written() {
    return functions.array(inputs.stream().flatMap(InputColumn::written).toArray(Column[]::new));
  }

  private Stream<Column> usedAndWeight() {
    Stream<Column> weight =
        isWeighted()
            ? Stream.of(NumericColumns.number(rows.schema(), weightColumn, "the dataset").doubles())
            : Stream.empty();
    return Stream.concat(inputs.stream().map(InputColumn::doubles), weight);
  }

  /** Reads the used columns. */
  public RowReader reader() {
    return new RowReader(inputs, isWeighted());
  }
}
