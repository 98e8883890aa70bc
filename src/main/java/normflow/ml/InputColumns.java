package normflow.ml;

import java.util.Arrays;
import java.util.List;
import normflow.codec.ConfigException;
import normflow.model.Model;
import normflow.spark.table.InputColumn;
import normflow.spark.table.Intake;
import normflow.spark.table.NumericColumns;
import normflow.spark.table.Table;
import normflow.text.Numbers;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that a stage reads.
 *
 * @param inputs numeric columns, or one column of vectors
 * @param context numeric columns that the density is conditioned on
 */
record InputColumns(List<String> inputs, List<String> context) {

  static InputColumns of(FlowParams<?> params) {
    String[] numeric = params.getInputCols();
    if (numeric.length > 0 && params.isSet(params.featuresCol())) {
      throw new ConfigException(
          Numbers.format(
              "featuresCol = %s and inputCols = %s: set one of them",
              params.getFeaturesCol(), Arrays.toString(numeric)),
          null);
    }
    return new InputColumns(
        numeric.length > 0 ? List.of(numeric) : List.of(params.getFeaturesCol()),
        List.of(params.getContextCols()));
  }

  /** The columns in a table whose rows can be read. */
  Table table(Dataset<Row> rows, Intake intake) {
    return Table.select(rows, inputs, context, "the dataset", intake);
  }

  /** The columns in a table that a model is to score, which may be a stream. */
  Table table(Dataset<Row> rows, Model model) {
    return Table.select(rows, inputs, context, "the dataset", model);
  }

  /** The columns of the context in a table of which a model is to say what it expects. */
  Table contexts(Dataset<Row> rows, Model model) {
    return Table.select(rows, List.of(), context, "the dataset", model);
  }

  /** Whether a row has one number, or text, and is no vector. */
  boolean isSingle(StructType schema) {
    DataType type = NumericColumns.field(schema, inputs.get(0)).orElseThrow().dataType();
    return inputs.size() == 1
        && !(type instanceof ArrayType)
        && !type.equals(SQLDataTypes.VectorType());
  }

  /** Whether a schema is without the only column that has a density. */
  boolean isMissingIn(StructType schema) {
    return inputs.size() == 1 && NumericColumns.field(schema, inputs.get(0)).isEmpty();
  }

  /**
   * Checks the columns.
   *
   * @param intake what they may hold
   * @throws ConfigException if one is missing or has a wrong type
   */
  void require(StructType schema, Intake intake) {
    NumericColumns.require(schema, inputs, context, "the dataset", intake);
  }

  /** Checks those of the context. */
  void requireContext(StructType schema) {
    NumericColumns.require(schema, List.of(), context, "the dataset", Intake.numbers());
  }

  /** A column by its name, whatever is in it. */
  static Column quoted(String name) {
    return functions.col(InputColumn.quoted(name));
  }
}
