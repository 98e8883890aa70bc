package normflow.spark.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import normflow.spark.shim.SparkLine;
import normflow.text.Numbers;
import normflow.text.Shown;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Columns of a text file that hold numbers, though some values are none: one {@code n/a} makes a
 * column text for Spark. Where at least half of the values are numbers the others are bad values.
 */
final class WrittenNumbers {

  private static final Logger LOG = LoggerFactory.getLogger(WrittenNumbers.class);

  private WrittenNumbers() {}

  /**
   * The schema of a text file with doubles for such columns; reads the file if there may be any.
   *
   * @param schema what is known of it so far
   * @param used names of the columns that are used
   * @param source what the table is, for warnings
   * @param nullable whether what is no number counts as missing; it makes a bad row otherwise
   */
  static StructType schema(
      Dataset<Row> rows, StructType schema, List<String> used, String source, boolean nullable) {
    List<StructField> texts =
        Arrays.stream(schema.fields())
            .filter(field -> field.dataType().equals(DataTypes.StringType))
            .filter(
                field -> used.stream().anyMatch(name -> NumericColumns.same(field.name(), name)))
            .toList();
    if (texts.isEmpty()) {
      return schema;
    }
    Row counts =
        rows.select(texts.stream().flatMap(WrittenNumbers::counts).toArray(Column[]::new)).head();
    List<StructField> fields = new ArrayList<>(List.of(schema.fields()));
    for (int i = 0; i < texts.size(); i++) {
      long values = counts.getLong(3 * i);
      long numbers = counts.getLong(3 * i + 1);
      StructField text = texts.get(i);
      if (values > 0 && numbers >= values - numbers) {
        fields.set(
            fields.indexOf(text),
            DataTypes.createStructField(text.name(), DataTypes.DoubleType, true));
        LOG.warn(
            Numbers.format(
                "column %s of %s is text in %,d of %,d rows, such as %s: those %s",
                text.name(),
                source,
                values - numbers,
                values,
                Shown.value(counts.getString(3 * i + 2)),
                nullable ? "values count as missing" : "rows are bad rows"));
      }
    }
    return DataTypes.createStructType(fields);
  }

  /** How many values there are, how many are numbers, and one that is not. */
  private static Stream<Column> counts(StructField field) {
    Column stored = functions.col(InputColumn.quoted(field.name()));
    Column number = SparkLine.tryCast(stored, DataTypes.DoubleType);
    return Stream.of(
        functions.count(stored),
        functions.count(number),
        functions.min(functions.when(number.isNull(), stored)));
  }
}
