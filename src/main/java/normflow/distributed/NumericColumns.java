package normflow.distributed;

import java.util.Arrays;
import java.util.List;
import normflow.config.ConfigException;
import normflow.names.Nearest;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** Which columns of a schema have a density: numbers, and vectors of numbers. */
public final class NumericColumns {

  private NumericColumns() {}

  /**
   * Checks the columns that are to be used.
   *
   * @param source what the table is, for errors
   * @throws ConfigException if one does not exist or is not numeric
   */
  public static void require(
      StructType schema, List<String> columns, List<String> context, String source) {
    for (String column : columns) {
      requireNumeric(schema, column, columns.size() == 1, source);
    }
    for (String column : context) {
      requireNumeric(schema, column, false, source);
    }
  }

  /** Whether a column holds Spark ML's vectors. */
  public static boolean isVector(StructType schema, String column) {
    return schema.apply(column).dataType().equals(SQLDataTypes.VectorType());
  }

  private static void requireNumeric(
      StructType schema, String column, boolean orVector, String source) {
    List<String> known = Arrays.asList(schema.fieldNames());
    if (!known.contains(column)) {
      throw new ConfigException(
          "column "
              + column
              + " is not in "
              + source
              + Nearest.suggestion(column, known)
              + "; it has "
              + String.join(", ", known),
          null);
    }
    DataType type = schema.apply(column).dataType();
    boolean vector = isVector(schema, column);
    if (vector && !orVector) {
      throw new ConfigException(
          "column "
              + column
              + " of "
              + source
              + " holds vectors: name it alone, or numeric columns only",
          null);
    }
    if (!vector && !(type instanceof NumericType)) {
      throw new ConfigException(
          "column "
              + column
              + " of "
              + source
              + " has type "
              + type.simpleString()
              + ": only numeric columns have a density; leave it out or convert it",
          null);
    }
  }
}
