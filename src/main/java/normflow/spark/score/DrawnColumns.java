package normflow.spark.score;

import java.io.Serializable;
import normflow.model.ColumnType;
import normflow.model.Standardization;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Drawn values as their columns hold them: texts are texts, whole numbers whole, and nulls null.
 *
 * @param standardization of the model
 */
record DrawnColumns(Standardization standardization) implements Serializable {

  /** Beyond this doubles are no longer all whole numbers, nor longs all doubles. */
  static final double MOST_WHOLE = 1L << 53;

  StructField field(String name, int column) {
    return DataTypes.createStructField(name, type(column), standardization.type(column).nullable());
  }

  DataType type(int column) {
    ColumnType type = standardization.type(column);
    if (!type.levels().isEmpty()) {
      return DataTypes.StringType;
    }
    return type.whole() ? DataTypes.LongType : DataTypes.DoubleType;
  }

  /** A value in Spark's own representation of rows. */
  static Object internal(Object value) {
    return value instanceof String text ? UTF8String.fromString(text) : value;
  }

  /** A drawn value. */
  Object value(int column, float drawn) {
    return value(column, standardization.restore(column, drawn));
  }

  /** A value of the units of the input, NaN for null. */
  Object value(int column, double value) {
    if (Double.isNaN(value)) {
      return null;
    }
    ColumnType type = standardization.type(column);
    if (!type.levels().isEmpty()) {
      // What is none of the levels has no text: the nearest one stands for it.
      long level = Math.round(Math.max(0, Math.min(type.levels().size() - 1, value)));
      return type.levels().get((int) level);
    }
    return type.whole()
        ? (Object) (long) Math.max(-MOST_WHOLE, Math.min(MOST_WHOLE, value))
        : (Object) value;
  }
}
