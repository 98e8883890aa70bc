package normflow.spark.rows;

import normflow.config.BadRows;
import normflow.model.Standardization;
import normflow.spark.scan.Border;
import normflow.spark.scan.RowRole;
import normflow.spark.scan.Scans;
import normflow.spark.table.Table;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Rows that are kept from training, standardised by those of the training.
 *
 * @param scans of the table that training rows come from
 * @param standardization by its training rows
 */
record HeldOutRows(Scans scans, Standardization standardization) {

  /** Another table, all of whose rows are held out. */
  Scans scan(Table other, BadRows badRows) {
    Table read = other.readBy(standardization.types());
    return Scans.of(read, Border.of(standardization), badRows);
  }

  /** The rows of a role, spread over partitions. */
  SampleBlocks spread(Scans held, RowRole role, int partitions) {
    if (held.rows(role) == 0) {
      return none();
    }
    return SampleBlocks.spread(held, role, held.meanWeight(), standardization, partitions);
  }

  /** The rows of a role, where they are. */
  SampleBlocks blocks(Scans held, RowRole role) {
    return held.rows(role) == 0 ? none() : SampleBlocks.heldOut(held, role, standardization);
  }

  private SampleBlocks none() {
    return SampleBlocks.none(
        new JavaSparkContext(scans.table().rows().sparkSession().sparkContext()));
  }
}
