package normflow.spark.scan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import normflow.spark.scan.RowRole.Shares;
import normflow.spark.scan.Scan.Pass;
import normflow.spark.table.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;

/**
 * What fingerprints and borders cost in the pass that scans a table: the pass of {@link Scan} with
 * them and without, in turn, over Parquet and CSV files.
 *
 * <p>Arguments: a folder for the tables, repetitions.
 */
public final class ScanBenchmark {

  private ScanBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    String folder = arguments[0];
    int repetitions = Integer.parseInt(arguments[1]);
    try (SparkSession session =
        SparkSession.builder().master("local[2]").appName("scan").getOrCreate()) {
      for (int columns : new int[] {2, 16, 64}) {
        for (String format : List.of("parquet", "csv")) {
          compare(table(session, folder, format, columns), format, columns, repetitions);
        }
      }
    }
  }

  private static Table table(SparkSession session, String folder, String format, int columns) {
    String path = folder + "/" + format + columns;
    long rows = (format.equals("csv") ? 2_000_000L : 8_000_000L) / columns;
    Column[] random =
        IntStream.range(0, columns)
            .mapToObj(i -> functions.randn(i).as("x" + i))
            .toArray(Column[]::new);
    session
        .range(0, rows, 1, 2)
        .select(random)
        .write()
        .mode("overwrite")
        .option("header", "true")
        .format(format)
        .save(path);
    List<String> names = IntStream.range(0, columns).mapToObj(i -> "x" + i).toList();
    return Table.select(
        session
            .read()
            .option("header", "true")
            .option("inferSchema", "true")
            .format(format)
            .load(path),
        names,
        List.of(),
        path);
  }

  private static void compare(Table table, String format, int columns, int repetitions) {
    Pass pass = new Pass(table.reader(), new Shares(0.1, 0.1, 1), Border.unknown());
    List<Double> ratios = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    for (int i = -2; i < repetitions; i++) {
      // Which one comes first changes, as what ran before has an influence.
      double first = seconds(table, pass, i % 2 == 0);
      double second = seconds(table, pass, i % 2 != 0);
      if (i >= 0) {
        double hashed = i % 2 == 0 ? first : second;
        double plain = i % 2 == 0 ? second : first;
        ratios.add(hashed / plain);
        seconds.add(plain);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-8s %3d columns: %.3f s without, with them %.3f ± %.3f times that (median %.3f)%n",
        format,
        columns,
        mean(seconds),
        mean(ratios),
        standardError(ratios),
        median(ratios));
  }

  private static double seconds(Table table, Pass pass, boolean hashed) {
    long started = System.nanoTime();
    table
        .scanned()
        .mapPartitionsWithIndex(
            (partition, rows) ->
                List.of(hashed ? hashed(pass, partition, rows) : plain(pass, partition, rows))
                    .iterator(),
            true)
        .collect();
    return (System.nanoTime() - started) * 1e-9;
  }

  private static long hashed(Pass pass, int partition, Iterator<InternalRow> rows) {
    return Scan.of(pass, partition, rows).training().sums().rows();
  }

  /** As {@link Scan#of} without the hashes and the least and largest values. */
  private static long plain(Pass pass, int partition, Iterator<InternalRow> rows) {
    TieredMoments.Sum moments = new TieredMoments.Sum(pass.reader().width(), true);
    double[] values = new double[pass.reader().width()];
    long bad = 0;
    for (long index = 0; rows.hasNext(); index++) {
      InternalRow row = rows.next();
      if (pass.bad(row, values) != -1) {
        bad++;
        continue;
      }
      if (pass.reader().weight(row) == 0) {
        continue;
      }
      if (pass.shares().roleOf(partition, index) == RowRole.TRAINING) {
        moments.add(values);
      }
    }
    return moments.moments().rows() + bad;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static double standardError(List<Double> values) {
    double mean = mean(values);
    double squares =
        Arrays.stream(values.toArray(Double[]::new))
            .mapToDouble(v -> (v - mean) * (v - mean))
            .sum();
    return Math.sqrt(squares / (values.size() - 1) / values.size());
  }
}
