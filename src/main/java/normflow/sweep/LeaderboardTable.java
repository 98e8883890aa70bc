package normflow.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import normflow.sweep.Leaderboard.Row;
import normflow.sweep.TrialResult.Measured;
import normflow.text.Csv;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The leaderboard as a table of files: {@code leaderboard.csv} and {@code leaderboard.parquet}. All
 * columns but {@code seconds} are the same whenever the sweep is run.
 *
 * @param board what is in it
 */
record LeaderboardTable(Leaderboard board) {

  /** A column: its type and where its values, boxed or null, come from. */
  private record Column(DataType type, Function<Row, Object> value) {}

  private Map<String, Column> columns() {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("rank", new Column(DataTypes.IntegerType, row -> board.rows().indexOf(row) + 1));
    columns.put("trial", new Column(DataTypes.IntegerType, row -> row.trial().number()));
    board.axes().forEach(path -> columns.put(path, axis(path)));
    columns.put("status", text(row -> row.result().status().name().toLowerCase(Locale.ROOT)));
    columns.put("rungs", new Column(DataTypes.IntegerType, row -> row.result().rungs().size()));
    columns.put("validation_nll", number(row -> row.result().validationNll()));
    columns.put("validation_standard_error", optional(Measured::validationStandardError));
    columns.put("test_nll", optional(Measured::testNll));
    columns.put("test_standard_error", optional(Measured::testStandardError));
    columns.put("gap", optional(Measured::gap));
    columns.put("gap_standard_error", optional(Measured::gapStandardError));
    columns.put("parameters", measured(DataTypes.IntegerType, Measured::parameters));
    columns.put("steps", new Column(DataTypes.LongType, LeaderboardTable::steps));
    columns.put("best_step", measured(DataTypes.LongType, Measured::bestStep));
    columns.put("parameters_sha256", measured(DataTypes.StringType, Measured::parametersSha256));
    columns.put("error", text(row -> row.result().error()));
    columns.put("seconds", new Column(DataTypes.DoubleType, row -> row.result().seconds()));
    return columns;
  }

  /** Numbers where all trials have one or nothing. */
  private Column axis(String path) {
    boolean numbers =
        board.rows().stream()
            .map(row -> row.trial().settings().get(path))
            .allMatch(setting -> setting == null || setting.number().isPresent());
    return numbers
        ? number(
            row -> {
              Setting setting = row.trial().settings().get(path);
              return setting == null ? OptionalDouble.empty() : setting.number();
            })
        : text(
            row -> {
              Setting setting = row.trial().settings().get(path);
              return setting == null ? "" : setting.text();
            });
  }

  private static Object steps(Row row) {
    return row.result()
        .measured()
        .map(Measured::steps)
        .or(() -> Rungs.last(row.result()).map(TrialResult.Rung::step))
        .orElse(0L);
  }

  private static Column text(Function<Row, String> value) {
    return new Column(DataTypes.StringType, value::apply);
  }

  private static Column number(Function<Row, OptionalDouble> value) {
    return new Column(
        DataTypes.DoubleType,
        row -> {
          OptionalDouble number = value.apply(row);
          return number.isPresent() ? number.getAsDouble() : null;
        });
  }

  private static Column measured(DataType type, Function<Measured, Object> value) {
    return new Column(type, row -> row.result().measured().map(value).orElse(null));
  }

  private static Column optional(Function<Measured, OptionalDouble> value) {
    return number(row -> row.result().measured().map(value).orElse(OptionalDouble.empty()));
  }

  String csv() {
    Map<String, Column> columns = columns();
    List<List<String>> rows = new ArrayList<>();
    for (Row row : board.rows()) {
      rows.add(columns.values().stream().map(column -> text(column.value().apply(row))).toList());
    }
    return Csv.of(List.copyOf(columns.keySet()), rows);
  }

  private static String text(Object value) {
    if (value instanceof Double number && number == Math.rint(number) && number < 1e15) {
      return Long.toString(number.longValue());
    }
    return value == null ? "" : value.toString();
  }

  StructType schema() {
    List<StructField> fields = new ArrayList<>();
    columns()
        .forEach(
            (name, column) -> fields.add(DataTypes.createStructField(name, column.type(), true)));
    return DataTypes.createStructType(fields);
  }

  List<org.apache.spark.sql.Row> rows() {
    Map<String, Column> columns = columns();
    return board.rows().stream()
        .map(
            row ->
                RowFactory.create(
                    columns.values().stream().map(column -> column.value().apply(row)).toArray()))
        .toList();
  }
}
