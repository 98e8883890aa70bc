package normflow.distributed;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import normflow.config.ConfigException;
import normflow.data.BadRows;
import normflow.distributed.Role.Shares;
import normflow.engine.Moments;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What one pass over a partition of a table found.
 *
 * @param training number of rows to train on
 * @param validation number of rows held out for validation
 * @param test number of rows held out for the test
 * @param moments of the training rows, before standardisation
 * @param bad rows with a null, a NaN or an infinity
 * @param firstBad index of the first of them in the partition, or -1
 * @param badColumn index of its first such column
 * @param problem what is wrong there, or empty
 * @param trainingWeight sum of the weights of the training rows
 */
record Scan(
    long training,
    long validation,
    long test,
    Moments moments,
    long bad,
    long firstBad,
    int badColumn,
    String problem,
    double trainingWeight)
    implements Serializable {

  /**
   * Reads a table once.
   *
   * @return one scan for each partition
   * @throws ConfigException if there is a bad row and these are to fail
   */
  static List<Scan> of(Table table, Shares shares, BadRows badRows) {
    int dim = table.width();
    Table.Reader reader = table.reader();
    RowWeight weight = table.weight();
    List<Scan> scans =
        table
            .used()
            .toJavaRDD()
            .mapPartitionsWithIndex(
                (partition, rows) ->
                    List.of(scan(partition, rows, reader, weight, dim, shares)).iterator(),
                true)
            .collect();
    for (int partition = 0; partition < scans.size(); partition++) {
      if (scans.get(partition).bad > 0 && badRows == BadRows.FAIL) {
        throw new ConfigException(describeBad(table, scans, partition), null);
      }
    }
    return scans;
  }

  /** The mean weight of the training rows. */
  static double meanWeight(List<Scan> scans) {
    long rows = scans.stream().mapToLong(Scan::training).sum();
    return scans.stream().mapToDouble(Scan::trainingWeight).sum() / rows;
  }

  private static Scan scan(
      int partition,
      Iterator<Row> rows,
      Table.Reader reader,
      RowWeight weight,
      int dim,
      Shares shares) {
    long[] found = new long[3];
    Welford moments = new Welford(dim);
    double[] values = new double[dim];
    long bad = 0;
    long firstBad = -1;
    int badColumn = -1;
    String problem = "";
    double trainingWeight = 0;
    for (long index = 0; rows.hasNext(); index++) {
      Row row = rows.next();
      int column = reader.read(row, 0, values);
      double counts = weight.of(row);
      if (column >= 0 || Double.isNaN(counts)) {
        if (bad++ == 0) {
          firstBad = index;
          badColumn = column;
          problem = column >= 0 ? Cells.problem(row, 0, column, dim) : RowWeight.PROBLEM;
        }
        continue;
      }
      if (counts == 0) {
        continue;
      }
      switch (shares.roleOf(partition, index)) {
        case TRAINING -> {
          found[0]++;
          trainingWeight += counts;
          moments.add(values);
        }
        case VALIDATION -> found[1]++;
        case TEST -> found[2]++;
      }
    }
    return new Scan(
        found[0],
        found[1],
        found[2],
        moments.moments(),
        bad,
        firstBad,
        badColumn,
        problem,
        trainingWeight);
  }

  /** Running moments of rows. */
  private static final class Welford {
    private final double[] mean;
    private final double[] squares;
    private long count;

    Welford(int dim) {
      mean = new double[dim];
      squares = new double[dim];
    }

    void add(double[] row) {
      count++;
      for (int i = 0; i < row.length; i++) {
        double before = row[i] - mean[i];
        mean[i] += before / count;
        squares[i] += before * (row[i] - mean[i]);
      }
    }

    Moments moments() {
      return new Moments(count, mean, squares);
    }
  }

  /** Names file and row of the first bad row of a partition; reads the table once more for it. */
  private static String describeBad(Table table, List<Scan> scans, int partition) {
    Scan scan = scans.get(partition);
    long index = scan.firstBad;
    List<FileRows> files =
        table
            .rows()
            .select(functions.input_file_name())
            .toJavaRDD()
            .mapPartitionsWithIndex(
                (p, rows) ->
                    p <= partition
                        ? List.of(filesOf(rows, p == partition ? index : -1)).iterator()
                        : List.<FileRows>of().iterator(),
                true)
            .collect();
    FileRows last = files.get(partition);
    long before = last.rowInFile;
    for (FileRows earlier : files.subList(0, partition)) {
      before += earlier.rows.getOrDefault(last.file, 0L);
    }
    String where = last.file.isEmpty() ? "partition " + partition : last.file;
    long all = scans.stream().mapToLong(Scan::bad).sum();
    return where
        + ", row "
        + (before + 1)
        + ", column "
        + (scan.badColumn < 0 ? table.weightColumn() : table.columns().get(scan.badColumn))
        + ": "
        + scan.problem
        + " ("
        + all
        + (all == 1 ? " such row" : " such rows")
        + " in all); repair the data, or leave such rows out (badRows: skip, or handleInvalid in Spark ML)";
  }

  /** Rows of each file in a partition, and where a wanted row stands. */
  private record FileRows(java.util.HashMap<String, Long> rows, String file, long rowInFile)
      implements Serializable {}

  private static FileRows filesOf(Iterator<Row> rows, long wanted) {
    java.util.HashMap<String, Long> counts = new java.util.HashMap<>();
    String file = "";
    long rowInFile = 0;
    for (long index = 0; rows.hasNext(); index++) {
      String name = rows.next().getString(0);
      if (index == wanted) {
        file = name;
        rowInFile = counts.getOrDefault(name, 0L);
      }
      counts.merge(name, 1L, Long::sum);
    }
    return new FileRows(counts, file, rowInFile);
  }
}
