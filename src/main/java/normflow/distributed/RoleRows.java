package normflow.distributed;

import java.io.Serializable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import normflow.distributed.Role.Shares;
import org.apache.spark.sql.Row;

/**
 * The good rows of one role in a partition of a table; the array that is returned is used again.
 */
final class RoleRows implements Iterator<double[]> {

  /** How rows are read, and which of them are held out. */
  record Reading(Table.Reader reader, RowWeight weight, Shares shares, int width)
      implements Serializable {}

  private final Reading reading;
  private final Iterator<Row> rows;
  private final int partition;
  private final Role role;
  private final double[] values;
  private double weight;
  private long index = -1;
  private boolean ready;

  RoleRows(Reading reading, Iterator<Row> rows, int partition, Role role) {
    this.reading = reading;
    this.rows = rows;
    this.partition = partition;
    this.role = role;
    this.values = new double[reading.width];
  }

  @Override
  public boolean hasNext() {
    while (!ready && rows.hasNext()) {
      index++;
      Row row = rows.next();
      weight = reading.weight.of(row);
      boolean good = weight > 0 && reading.reader.read(row, 0, values) < 0;
      ready = good && reading.shares.roleOf(partition, index) == role;
    }
    return ready;
  }

  @Override
  public double[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ready = false;
    return values;
  }

  /** The weight of the row that was returned last. */
  double weight() {
    return weight;
  }
}
