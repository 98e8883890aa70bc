package normflow.spark.scan;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import normflow.spark.JavaBytes;
import normflow.spark.scan.Scan.Pass;
import normflow.spark.table.RowReader;
import normflow.spark.table.Table;
import normflow.text.Numbers;
import normflow.text.Shown;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.functions;

/**
 * What a partition has before and at its first bad row, in a reading of its own.
 *
 * @param rows of each file in the partition
 * @param file of the bad row; empty where rows come from no file
 * @param rowInFile rows of its file before it in the partition, or -1 if there is no bad row
 * @param column index of its first bad value, or {@link RowReader#WEIGHT}
 * @param problem what is wrong there, or empty
 */
record FirstBad(Map<String, Long> rows, String file, long rowInFile, int column, String problem)
    implements Serializable {

  /** Names file, row, column and value of the first bad row; reads the table once more for it. */
  static String describe(Scans scans) {
    int likely = 0;
    while (scans.parts().get(likely).bad() == 0) {
      likely++;
    }
    List<FirstBad> parts = read(scans, likely);
    int partition = first(parts);
    if (partition == parts.size()) {
      parts = read(scans, Integer.MAX_VALUE);
      partition = first(parts);
    }
    if (partition == parts.size()) {
      return Numbers.format(
          "the table had %,d bad rows, and none when it was read again: %s",
          scans.bad(), RoleRows.CURE);
    }
    FirstBad found = parts.get(partition);
    long before = found.rowInFile;
    for (FirstBad earlier : parts.subList(0, partition)) {
      before += earlier.rows.getOrDefault(found.file, 0L);
    }
    long all = scans.bad();
    return (found.file.isEmpty() ? "partition " + partition : found.file)
        + ", row "
        + (before + 1)
        + ", column "
        + (found.column == RowReader.WEIGHT
            ? scans.table().weightColumn()
            : scans.table().columns().get(found.column))
        + ": "
        + found.problem
        + " ("
        + all
        + (all == 1 ? " such row" : " such rows")
        + " in all); repair the data, or leave such rows out (badRows: skip in a job file, --bad-rows skip of evaluate, handleInvalid in Spark ML)";
  }

  /** The first partition with a bad row, or the number of partitions. */
  private static int first(List<FirstBad> parts) {
    int partition = 0;
    while (partition < parts.size() && parts.get(partition).rowInFile < 0) {
      partition++;
    }
    return partition;
  }

  /**
   * Reads the table.
   *
   * @param last partition that is read
   */
  private static List<FirstBad> read(Scans scans, int last) {
    Table table = scans.table();
    Pass pass = scans.pass();
    return JavaBytes.collect(
        table
            .scanned(functions.input_file_name(), table.written())
            .mapPartitionsWithIndex(
                (partition, rows) ->
                    partition <= last
                        ? List.of(of(pass, rows)).iterator()
                        : List.<FirstBad>of().iterator(),
                true));
  }

  private static FirstBad of(Pass pass, Iterator<InternalRow> rows) {
    double[] values = new double[pass.reader().width()];
    HashMap<String, Long> counts = new HashMap<>();
    FirstBad found = new FirstBad(counts, "", -1, -1, "");
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      String name = row.getString(pass.reader().fields());
      if (found.rowInFile < 0) {
        int column = pass.bad(row, values);
        if (column != -1) {
          String problem = problem(pass, row, column, values);
          found = new FirstBad(counts, name, counts.getOrDefault(name, 0L), column, problem);
        }
      }
      counts.merge(name, 1L, Long::sum);
    }
    return found;
  }

  /** A text where a number is due is null among the values. */
  private static String problem(Pass pass, InternalRow row, int column, double[] values) {
    String problem = pass.problem(row, column, values);
    if (!problem.equals(RowReader.notFinite(null))) {
      return problem;
    }
    ArrayData written = row.getArray(pass.reader().fields() + 1);
    return written.isNullAt(column)
        ? problem
        : Shown.value(written.getUTF8String(column).toString()) + " is not a number";
  }
}
