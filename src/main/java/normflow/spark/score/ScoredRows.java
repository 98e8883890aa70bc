package normflow.spark.score;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.collection.immutable.Seq;

/**
 * The rows of a partition with what flows make of them behind, evaluated block by block as they are
 * asked for.
 *
 * <p>A row that was returned is used again for the next one, as Spark's own operators do.
 */
final class ScoredRows implements Iterator<InternalRow> {

  private static final int MOST_ROWS = 8192;

  /** Rows may have much beside the columns that are scored. */
  private static final long MOST_BYTES = 16L * 1024 * 1024;

  /** One of the new columns. */
  private record Column(UnsafeProjection inputs, FlowRows rows) {}

  private final Iterator<InternalRow> rows;
  private final UnsafeProjection unsafe;
  private final List<Column> columns;
  private final UnsafeProjection whole;
  private final UnsafeRow[] taken = new UnsafeRow[MOST_ROWS];
  private final GenericInternalRow added;
  private final JoinedRow joined = new JoinedRow();
  private int count;
  private int next;

  /**
   * The rows of a partition.
   *
   * @param flows the new columns
   * @param in columns of the rows
   * @param out the same, and the new ones
   */
  ScoredRows(
      List<FlowColumn> flows, Seq<Attribute> in, Seq<Attribute> out, Iterator<InternalRow> rows) {
    this.rows = rows;
    this.unsafe = UnsafeProjection.create(expressions(in), in);
    this.columns =
        flows.stream()
            .map(
                flow ->
                    new Column(
                        UnsafeProjection.create(flow.children(), in),
                        new FlowRows(flow.kind(), MOST_ROWS)))
            .toList();
    this.whole = UnsafeProjection.create(expressions(out), out);
    this.added = new GenericInternalRow(flows.size());
  }

  @SuppressWarnings("unchecked")
  private static Seq<org.apache.spark.sql.catalyst.expressions.Expression> expressions(
      Seq<Attribute> attributes) {
    return (Seq<org.apache.spark.sql.catalyst.expressions.Expression>) (Seq<?>) attributes;
  }

  @Override
  public boolean hasNext() {
    if (next == count && rows.hasNext()) {
      scoreBlock();
    }
    return next < count;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    for (int i = 0; i < columns.size(); i++) {
      added.update(i, columns.get(i).rows.value(next));
    }
    return whole.apply(joined.apply(taken[next++], added));
  }

  private void scoreBlock() {
    count = 0;
    next = 0;
    columns.forEach(column -> column.rows.clear());
    long bytes = 0;
    while (count < MOST_ROWS && bytes < MOST_BYTES && rows.hasNext()) {
      InternalRow row = rows.next();
      for (Column column : columns) {
        column.rows.add(column.inputs.apply(row));
      }
      UnsafeRow copy = (row instanceof UnsafeRow compact ? compact : unsafe.apply(row)).copy();
      bytes += copy.getSizeInBytes();
      taken[count++] = copy;
    }
    columns.forEach(column -> column.rows.evaluate());
  }
}
