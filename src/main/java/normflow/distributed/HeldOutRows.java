package normflow.distributed;

import java.util.List;
import java.util.stream.LongStream;
import normflow.data.BadRows;
import normflow.distributed.Role.Shares;
import normflow.model.Standardization;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Rows that are kept from training, standardised by those of the training.
 *
 * @param table that training rows come from
 * @param scans of it
 * @param shares of it that are held out
 * @param standardization by its training rows
 * @param badRows what happens to bad rows of other tables
 */
record HeldOutRows(
    Table table,
    List<Scan> scans,
    Shares shares,
    Standardization standardization,
    BadRows badRows) {

  /** The validation rows among the table's, spread over partitions. */
  SampleBlocks validationShare(int partitions) {
    long[] counts = scans.stream().mapToLong(Scan::validation).toArray();
    return LongStream.of(counts).sum() == 0
        ? none()
        : SampleBlocks.spread(
            table, counts, 1, Role.VALIDATION, shares, standardization, partitions);
  }

  /** The test rows among the table's, where they are. */
  SampleBlocks testShare() {
    long rows = scans.stream().mapToLong(Scan::test).sum();
    return rows == 0
        ? none()
        : SampleBlocks.heldOut(table, rows, Role.TEST, shares, standardization);
  }

  /** All rows of another table, spread over partitions. */
  SampleBlocks spread(Table other, int partitions) {
    List<Scan> found = Scan.of(other, Shares.none(), badRows);
    long[] counts = counts(found);
    return LongStream.of(counts).sum() == 0
        ? none()
        : SampleBlocks.spread(
            other,
            counts,
            Scan.meanWeight(found),
            Role.TRAINING,
            Shares.none(),
            standardization,
            partitions);
  }

  /** All rows of another table, where they are. */
  SampleBlocks blocks(Table other) {
    long rows = LongStream.of(counts(Scan.of(other, Shares.none(), badRows))).sum();
    return SampleBlocks.heldOut(other, rows, Role.TRAINING, Shares.none(), standardization);
  }

  private static long[] counts(List<Scan> found) {
    return found.stream().mapToLong(Scan::training).toArray();
  }

  private SampleBlocks none() {
    return SampleBlocks.none(new JavaSparkContext(table.rows().sparkSession().sparkContext()));
  }
}
