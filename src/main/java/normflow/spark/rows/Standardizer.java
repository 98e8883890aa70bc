package normflow.spark.rows;

import java.io.Serializable;
import java.util.Arrays;
import normflow.engine.Block;
import normflow.model.Standardization;
import normflow.spark.scan.RoleRows;

/**
 * Makes blocks of standardised rows.
 *
 * @param standardization of the columns
 * @param meanWeight of the rows, which are given weights of mean 1; 0 if they have none
 */
record Standardizer(Standardization standardization, double meanWeight) implements Serializable {

  boolean isWeighted() {
    return meanWeight > 0;
  }

  /** The columns of a block. */
  int columns() {
    return standardization.width() + (isWeighted() ? WeightedRows.COLUMNS : 0);
  }

  /** The next rows. */
  Block take(RoleRows source, int most) {
    int columns = columns();
    int width = standardization.width();
    float[] values = new float[most * columns];
    int rows = 0;
    while (rows < most && source.hasNext()) {
      standardization.standardize(source.next(), values, rows * columns);
      if (isWeighted()) {
        values[rows * columns + width] = (float) (source.weight() / meanWeight);
      }
      rows++;
    }
    return new Block(rows == most ? values : Arrays.copyOf(values, rows * columns), rows, columns);
  }
}
