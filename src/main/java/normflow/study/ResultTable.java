package normflow.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import normflow.text.Csv;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A table of results, a row each, as CSV and for Spark; what was not measured is empty. */
public final class ResultTable<T> {

  /** A column: its type and where its values come from. */
  private record Column<T>(String name, DataType type, Function<T, ?> value) {
    Object of(T row) {
      Object value = this.value.apply(row);
      if (value instanceof OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
      }
      return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    }

    String text(T row) {
      Object value = of(row);
      if (value instanceof Double number && number == Math.rint(number) && number < 1e15) {
        return Long.toString(number.longValue());
      }
      return value == null ? "" : value.toString();
    }
  }

  private final List<T> rows;
  private final List<Column<T>> columns = new ArrayList<>();

  /** A table without columns. */
  public ResultTable(List<T> rows) {
    this.rows = List.copyOf(rows);
  }

  /** One more column, of values that may be null or optional. */
  public ResultTable<T> with(String name, DataType type, Function<T, ?> value) {
    columns.add(new Column<>(name, type, value));
    return this;
  }

  /** One more column of texts; numbers have all their digits. */
  public ResultTable<T> text(String name, Function<T, ?> value) {
    Column<T> exact = new Column<>(name, DataTypes.StringType, value);
    return with(
        name, DataTypes.StringType, row -> Optional.ofNullable(exact.of(row)).map(String::valueOf));
  }

  /** A header and a line a row. */
  public String csv() {
    return Csv.of(
        columns.stream().map(Column::name).toList(),
        rows.stream()
            .map(row -> columns.stream().map(column -> column.text(row)).toList())
            .toList());
  }

  /** The table in Spark. */
  public Dataset<Row> dataset(SparkSession session) {
    List<Row> values =
        rows.stream()
            .map(row -> RowFactory.create(columns.stream().map(c -> c.of(row)).toArray()))
            .toList();
    return session.createDataFrame(values, schema());
  }

  /** Names and types of the columns. */
  public StructType schema() {
    return DataTypes.createStructType(
        columns.stream().map(c -> DataTypes.createStructField(c.name(), c.type(), true)).toList());
  }
}
