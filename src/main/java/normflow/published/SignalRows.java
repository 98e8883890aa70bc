package normflow.published;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import normflow.spark.shim.SparkLine;
import normflow.spark.table.InputColumn;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** Reads the features of the signal rows of HEPMASS, in the order of the file. */
final class SignalRows {

  /** A file of the benchmark. */
  enum Part {
    /** A label and the features. */
    TRAIN(0),
    /** In the published file one column more, which is left out. */
    TEST(1);

    private final int more;

    Part(int more) {
      this.more = more;
    }
  }

  private static final int FEATURES = 27;

  private SignalRows() {}

  /**
   * Reads a CSV file with a header, a label in the first column (1 for signal) and 27 features.
   *
   * @throws IllegalArgumentException if it has other columns, or a feature is not a number
   */
  static ColumnValues read(SparkSession session, String path, Part part) {
    Dataset<Row> lines = session.read().option("header", "true").csv(path);
    int behind = lines.columns().length - 1 - FEATURES;
    if (behind < 0 || behind > part.more) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d columns, the published file has %d: a label and %d" + " features%s",
              path,
              lines.columns().length,
              1 + FEATURES + part.more,
              FEATURES,
              part == Part.TEST ? ", and one more" : ""));
    }
    Column[] numbers =
        Arrays.stream(lines.columns())
            .limit(FEATURES + 1)
            .map(
                name ->
                    SparkLine.tryCast(
                        functions.col(InputColumn.quoted(name)), DataTypes.DoubleType))
            .toArray(Column[]::new);
    Dataset<Row> features =
        lines
            .where(numbers[0].isNull().or(numbers[0].equalTo(1)))
            .select(functions.array(numbers).as("row"));
    return columns(features.toLocalIterator(), path);
  }

  private static ColumnValues columns(Iterator<Row> rows, String path) {
    List<double[]> read = new ArrayList<>();
    while (rows.hasNext()) {
      read.add(features(rows.next().getList(0), path, read.size()));
      if (read.size() % 100_000 == 0) {
        Memory.require(path, read.size(), FEATURES);
      }
    }
    if (read.isEmpty()) {
      throw new IllegalArgumentException(path + " has no rows with label 1");
    }
    double[][] values = new double[FEATURES][read.size()];
    for (int i = 0; i < read.size(); i++) {
      for (int c = 0; c < FEATURES; c++) {
        values[c][i] = read.get(i)[c];
      }
    }
    return new ColumnValues(values).requireFinite(path + ", signal rows");
  }

  private static double[] features(List<Double> row, String path, int before) {
    double[] features = new double[FEATURES];
    for (int c = 0; c <= FEATURES; c++) {
      if (row.get(c) == null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: column %d of the row after %,d signal rows is not a number",
                path,
                c,
                before));
      }
      if (c > 0) {
        features[c - 1] = row.get(c);
      }
    }
    return features;
  }
}
