package normflow.distributed;

import java.util.Iterator;
import normflow.distributed.Role.Shares;
import org.apache.spark.sql.Row;

/** The good rows of one role in a partition; the array that is returned is used again. */
final class RoleRows implements Iterator<double[]> {
  private final Iterator<Row> rows;
  private final Table.Reader reader;
  private final int partition;
  private final Shares shares;
  private final Role role;
  private final double[] values;
  private long index = -1;
  private boolean ready;

  RoleRows(
      Iterator<Row> rows, Table.Reader reader, int partition, Shares shares, Role role, int dim) {
    this.rows = rows;
    this.reader = reader;
    this.partition = partition;
    this.shares = shares;
    this.role = role;
    this.values = new double[dim];
  }

  @Override
  public boolean hasNext() {
    while (!ready && rows.hasNext()) {
      index++;
      boolean good = reader.read(rows.next(), 0, values) < 0;
      ready = good && shares.roleOf(partition, index) == role;
    }
    return ready;
  }

  @Override
  public double[] next() {
    if (!hasNext()) {
      throw new java.util.NoSuchElementException();
    }
    ready = false;
    return values;
  }
}
