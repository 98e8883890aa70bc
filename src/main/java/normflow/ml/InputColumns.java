package normflow.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import normflow.codec.ConfigException;
import normflow.model.Model;
import normflow.spark.table.InputColumn;
import normflow.spark.table.Intake;
import normflow.spark.table.NumericColumns;
import normflow.spark.table.Table;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a stage.
 *
 * @param inputs numeric columns, or one column of vectors
 * @param context numeric columns that the density is conditioned on
 * @param logDensity added
 * @param latent added, or empty
 * @param prediction added where there is a threshold
 */
record InputColumns(
    List<String> inputs,
    List<String> context,
    String logDensity,
    String latent,
    String prediction) {

  static InputColumns of(FlowParams<?> params) {
    String[] numeric = params.getInputCols();
    if (numeric.length > 0 && params.isSet(params.featuresCol())) {
      throw new ConfigException(
          "featuresCol = "
              + params.getFeaturesCol()
              + " and inputCols = "
              + Arrays.toString(numeric)
              + ": set one of them",
          null);
    }
    return new InputColumns(
        numeric.length > 0 ? List.of(numeric) : List.of(params.getFeaturesCol()),
        List.of(params.getContextCols()),
        params.getLogDensityCol(),
        params.getLatentCol(),
        params.getPredictionCol());
  }

  /** The columns in a table whose rows can be read. */
  Table table(Dataset<Row> rows, Intake intake) {
    return Table.select(rows, inputs, context, "the dataset", intake);
  }

  /** The columns in a table that a model is to score, which may be a stream. */
  Table table(Dataset<Row> rows, Model model) {
    return Table.select(rows, inputs, context, "the dataset", model);
  }

  /**
   * The schema with the added columns.
   *
   * @param predicted whether there is a column of predictions
   * @param intake what the columns may hold
   * @throws ConfigException if a column is missing, has a wrong type, or is there already
   */
  StructType transformed(StructType schema, boolean predicted, Intake intake) {
    NumericColumns.require(schema, inputs, context, "the dataset", intake);
    StructType result = added(schema, logDensity, DataTypes.DoubleType);
    if (!latent.isEmpty()) {
      result = added(result, latent, SQLDataTypes.VectorType());
    }
    return predicted ? added(result, prediction, DataTypes.DoubleType) : result;
  }

  private static StructType added(StructType schema, String column, DataType type) {
    if (NumericColumns.isIn(schema, column)) {
      throw new ConfigException(
          "column " + column + " is in the dataset already: choose another name", null);
    }
    return schema.add(column, type);
  }

  /** A column by its name, whatever is in it. */
  static Column quoted(String name) {
    return functions.col(InputColumn.quoted(name));
  }

  /** Names of the added columns that a scorer makes. */
  List<String> scored() {
    List<String> names = new ArrayList<>(List.of(logDensity));
    if (!latent.isEmpty()) {
      names.add(latent);
    }
    return names;
  }
}
