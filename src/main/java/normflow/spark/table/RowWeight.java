package normflow.spark.table;

import java.io.Serializable;
import org.apache.spark.sql.Row;

/**
 * Reads the weight of a row: how often it counts.
 *
 * @param field where it stands; -1 if all rows count once
 */
public record RowWeight(int field) implements Serializable {

  /** In the place of a column's index, where it is the weight that is wrong. */
  public static final int BAD = -2;

  public static final String PROBLEM = "a weight must be a number, 0 or more";

  public boolean isGiven() {
    return field >= 0;
  }

  /** The weight; NaN where it is null, negative or not finite. */
  public double of(Row row) {
    if (field < 0) {
      return 1;
    }
    double weight = row.isNullAt(field) ? Double.NaN : row.getDouble(field);
    return weight >= 0 && weight < Double.POSITIVE_INFINITY ? weight : Double.NaN;
  }
}
