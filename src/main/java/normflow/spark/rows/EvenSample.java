package normflow.spark.rows;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import normflow.engine.Block;
import normflow.spark.scan.RoleRows;
import normflow.spark.scan.RowRole;
import normflow.spark.scan.Scans;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Rows at even distances: of N rows, m are taken, number g where g m / N passes a whole number. The
 * same rows whatever the partitions.
 *
 * @param rows N
 * @param most m
 */
record EvenSample(long rows, long most) implements Serializable {

  private static final int MOST_ROWS = 8192;
  private static final int MOST_VALUES = 1 << 21;

  /** As many of these rows as are enough for quantiles and few enough for the driver. */
  static EvenSample of(long rows, int width) {
    long most = Math.max(1, Math.min(MOST_ROWS, MOST_VALUES / width));
    return new EvenSample(rows, Math.min(rows, most));
  }

  boolean takes(long row) {
    return Math.multiplyExact(row + 1, most) / rows > Math.multiplyExact(row, most) / rows;
  }

  /** The training rows of a table that are taken, in the units of the input. */
  List<double[]> taken(Scans scans) {
    RoleRows.Reading reading = scans.reading(RowRole.TRAINING);
    return scans
        .source()
        .mapPartitionsWithIndex((partition, source) -> taken(reading, partition, source), true)
        .collect();
  }

  private Iterator<double[]> taken(
      RoleRows.Reading reading, int partition, Iterator<InternalRow> source) {
    List<double[]> taken = new ArrayList<>();
    RoleRows rows = new RoleRows(reading, source, partition);
    for (long row = reading.start(partition); rows.hasNext(); row++) {
      double[] values = rows.next();
      if (takes(row)) {
        taken.add(values.clone());
      }
    }
    return taken.iterator();
  }

  /** The rows of a block that are taken, those of the first columns. */
  List<float[]> taken(long first, Block block, int width) {
    List<float[]> taken = new ArrayList<>();
    for (int i = 0; i < block.rows(); i++) {
      if (takes(first + i)) {
        float[] values = new float[width];
        System.arraycopy(block.values(), i * block.dim(), values, 0, width);
        taken.add(values);
      }
    }
    return taken;
  }
}
