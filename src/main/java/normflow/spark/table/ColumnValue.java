package normflow.spark.table;

import java.util.List;
import java.util.Map;
import normflow.codec.ConfigException;
import normflow.text.Shown;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/** Rows that are told from others by a value in a column, whether a flow uses it or not. */
public final class ColumnValue {

  private static final List<DataType> TEXTS =
      List.of(DataTypes.StringType, DataTypes.BooleanType, DataTypes.DateType);

  private ColumnValue() {}

  /** Those of the rows that have all of these values; {@code source} is the table, for errors. */
  static Dataset<Row> rows(Dataset<Row> rows, Map<String, String> where, String source) {
    Dataset<Row> taken = rows;
    for (Map.Entry<String, String> value : where.entrySet()) {
      taken = taken.where(is(rows, value.getKey(), value.getValue(), source));
    }
    return taken;
  }

  /**
   * Whether a row has a value, as a column that is null where the row has none (NaN is none):
   * numbers by their value, texts to the letter, truth values by {@code true} and {@code false}.
   *
   * @param source what the table is, for errors
   * @throws ConfigException if there is no such column, or it cannot have such a value
   */
  public static Column is(Dataset<Row> rows, String name, String value, String source) {
    List<StructField> path = NumericColumns.required(rows.schema(), name, source);
    DataType type = path.get(path.size() - 1).dataType();
    Column stored = InputColumn.stored(path.stream().map(StructField::name).toList());
    if (type instanceof NumericType) {
      Column number = stored.cast(DataTypes.DoubleType);
      Column known = functions.nanvl(number, functions.lit(null).cast(DataTypes.DoubleType));
      return known.equalTo(number(name, value, source));
    }
    if (!TEXTS.contains(type)) {
      throw refused(name, value, source, "has type " + type.simpleString());
    }
    return stored.cast(DataTypes.StringType).equalTo(functions.lit(value));
  }

  private static Column number(String name, String value, String source) {
    try {
      return functions.lit(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      throw refused(name, value, source, "holds numbers");
    }
  }

  private static ConfigException refused(String name, String value, String source, String why) {
    return new ConfigException(
        "where."
            + Shown.value(name)
            + " = "
            + Shown.value(value)
            + ": the column of "
            + source
            + " "
            + why
            + "; give a value of numbers, texts or truth values that it can have",
        null);
  }
}
