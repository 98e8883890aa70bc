package normflow.spark.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Columns that a flow makes nothing good of, found in a sample of the standardised rows: those
 * whose rows nearly all lie in a sliver of their range, and those that others determine.
 *
 * @param columns their names
 * @param context how many of them, the last ones, the density is conditioned on
 */
record ColumnWarnings(List<String> columns, int context) {

  private static final Logger LOG = LoggerFactory.getLogger(ColumnWarnings.class);

  /** Rows that say anything about quantiles. */
  private static final int LEAST_ROWS = 50;

  /** The middle four fifths of the rows of a normal distribution take 2.56 standard deviations. */
  private static final double SLIVER = 0.1;

  /** Fewer different values are steps of a discrete column. */
  private static final int LEAST_VALUES = 10;

  /** Columns up to which dependences are looked for, with the square of their number. */
  static final int MOST_COLUMNS = 512;

  /** Looks at rows of all columns. */
  void warn(List<float[]> rows) {
    if (rows.size() < LEAST_ROWS) {
      return;
    }
    for (int column = 0; column < columns.size(); column++) {
      warnOfSliver(column, rows);
    }
    if (columns.size() <= MOST_COLUMNS && rows.size() > 2 * columns.size()) {
      warnOfDependences(rows);
    }
  }

  private void warnOfSliver(int column, List<float[]> rows) {
    double[] sorted = rows.stream().mapToDouble(row -> row[column]).sorted().toArray();
    double low = RobustScale.quantile(sorted, 0.1);
    double high = RobustScale.quantile(sorted, 0.9);
    boolean continuous =
        IntStream.range(1, sorted.length)
                .filter(i -> sorted[i] >= low && sorted[i] <= high && sorted[i] > sorted[i - 1])
                .limit(LEAST_VALUES)
                .count()
            == LEAST_VALUES;
    if (high - low < SLIVER && continuous) {
      LOG.warn(
          "column {}: four fifths of its rows lie within {} of a standard deviation, as few values"
              + " far off make that large: a flow takes such rows for one point. Leave the rows"
              + " with these values out, take another unit such as the logarithm, or set"
              + " standardize: robust",
          columns.get(column),
          (float) (high - low));
    }
  }

  /** Of a column that others determine there is no density, and the likelihood has no limit. */
  private void warnOfDependences(List<float[]> rows) {
    LinearDependences found = new LinearDependences(rows, columns.size());
    List<Integer> order = new ArrayList<>();
    int dim = columns.size() - context;
    IntStream.range(dim, columns.size()).forEach(order::add);
    IntStream.range(0, dim).forEach(order::add);
    for (int column : order) {
      List<Integer> others = found.add(column);
      if (!others.isEmpty() && column < dim) {
        LOG.warn(dependence(columns.get(column), others.stream().map(columns::get).toList()));
      }
    }
  }

  /** What is wrong with a column that others determine. */
  static String dependence(String column, List<String> others) {
    return "column "
        + column
        + (others.size() == 1 ? " is a copy or a linear function of " : " is a linear function of ")
        + String.join(", ", others)
        + ": there is no density of all of them, and the likelihood grows without end; leave one of"
        + " them out";
  }
}
