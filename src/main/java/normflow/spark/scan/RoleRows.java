package normflow.spark.scan;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import normflow.spark.scan.Scan.Pass;
import normflow.text.Numbers;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The good rows of one role in a partition of a table; the array that is returned is used again.
 * They end with an error if they are not those of the first reading.
 */
public final class RoleRows implements Iterator<double[]> {

  /** Why a table may have other rows than before, and what to do. */
  static final String CURE =
      "it gives other rows, or the same in another order, at each reading (a query without ORDER BY,"
          + " limit, rand), or was changed meanwhile; write it to a path of its own, or persist it,"
          + " and use that";

  /**
   * How rows are read once more.
   *
   * @param pass how the first reading did
   * @param role of the rows
   * @param expected what each partition had then
   */
  public record Reading(Pass pass, RowRole role, List<RowSums> expected) implements Serializable {

    /** The first row of a partition, counted over all; the partition is among the expected. */
    public long start(int partition) {
      return expected.subList(0, partition).stream().mapToLong(RowSums::rows).sum();
    }

    /** The number of rows in all. */
    public long rows() {
      return start(expected.size());
    }
  }

  private final Reading reading;
  private final Iterator<InternalRow> rows;
  private final int partition;
  private final double[] values;
  private final boolean weighted;
  private final RowHasher hasher = new RowHasher();
  private double weight;
  private long index = -1;
  private boolean ready;

  public RoleRows(Reading reading, Iterator<InternalRow> rows, int partition) {
    this.reading = reading;
    this.rows = rows;
    this.partition = partition;
    this.values = new double[reading.pass.reader().width()];
    this.weighted = reading.pass.reader().isWeighted();
  }

  @Override
  public boolean hasNext() {
    while (!ready && rows.hasNext()) {
      index++;
      InternalRow row = rows.next();
      if (reading.pass.bad(row, values) == -1) {
        weight = reading.pass.reader().weight(row);
        ready = weight > 0 && reading.pass.shares().roleOf(partition, index) == reading.role;
      }
    }
    if (!ready) {
      require(hasher.sums());
    }
    return ready;
  }

  @Override
  public double[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ready = false;
    hasher.add(values, weight, weighted);
    if (hasher.rows() > expected().rows()) {
      throw changed(Numbers.format("%,d rows before, more now", expected().rows()));
    }
    return values;
  }

  /** The weight of the row that was returned last. */
  public double weight() {
    return weight;
  }

  private RowSums expected() {
    return reading.expected.get(partition);
  }

  private void require(RowSums found) {
    if (!expected().fingerprint().isOf(found.fingerprint(), false)) {
      throw changed(expected().fingerprint().difference(found.fingerprint(), "rows"));
    }
  }

  private OtherRowsException changed(String how) {
    return new OtherRowsException(
        Numbers.format(
            "the table is not what it was when it was first read, in partition %d: %s; %s",
            partition, how, CURE));
  }
}
