package normflow.reference;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import normflow.layer.Mixed;

/**
 * What a flow is measured against: a Gaussian and a mixture of five, fitted to its training rows;
 * the file {@code references.json} of a model folder.
 *
 * @param formatVersion of the file
 * @param lines in standardised units
 * @param repeated names of columns most of whose rows have a value that many others have: a density
 *     of them has no upper limit
 */
public record ReferenceLines(int formatVersion, List<ReferenceLine> lines, List<String> repeated)
    implements Serializable {

  /** The version that is written. */
  public static final int FORMAT_VERSION = 1;

  /** Covariances grow with the square of the columns: of more there is no line. */
  public static final int MOST_COLUMNS = 512;

  private static final int MOST_COLUMNS_OF_A_MIXTURE = 64;

  /** Rows that say anything about repetitions. */
  private static final int LEAST_ROWS = 50;

  public ReferenceLines {
    lines = List.copyOf(lines);
    repeated = List.copyOf(repeated);
  }

  /** None. */
  public static ReferenceLines none() {
    return new ReferenceLines(FORMAT_VERSION, List.of(), List.of());
  }

  /** Of columns with atoms, which have no Gaussian. */
  public static ReferenceLines independent(List<Mixed.Column> columns, long rows) {
    return new ReferenceLines(
        FORMAT_VERSION, List.of(ReferenceLine.independent(columns, rows)), List.of());
  }

  /**
   * Fits them.
   *
   * @param columns names, those of the context last
   * @param context how many are given
   * @param moments of all training rows; the Gaussian's
   * @param sample of these rows: the mixture's
   * @throws ArithmeticException if a covariance is singular whatever is added
   */
  public static ReferenceLines fit(
      List<String> columns, int context, RowMoments moments, List<float[]> sample) {
    Choice choice = Choice.of(sample, columns.size(), context);
    double ridge = choice.ridge();
    List<ReferenceLine> lines = new ArrayList<>();
    lines.add(ReferenceLine.gaussian(moments, ridge, context));
    if (columns.size() <= MOST_COLUMNS_OF_A_MIXTURE) {
      lines.add(ReferenceLine.mixture(sample, moments, ridge, choice.pooledRows(ridge), context));
    }
    List<String> repeated =
        IntStream.range(0, columns.size() - context)
            .filter(column -> repeats(sample, column))
            .mapToObj(columns::get)
            .toList();
    return new ReferenceLines(FORMAT_VERSION, lines, repeated);
  }

  /** Whether most rows have a value that one in a hundred has, three at least. */
  private static boolean repeats(List<float[]> sample, int column) {
    if (sample.size() < LEAST_ROWS) {
      return false;
    }
    double[] sorted = sample.stream().mapToDouble(row -> row[column]).sorted().toArray();
    int least = Math.max(3, sorted.length / 100);
    int repeated = 0;
    for (int start = 0, end; start < sorted.length; start = end) {
      end = start;
      while (end < sorted.length && sorted[end] == sorted[start]) {
        end++;
      }
      repeated += end - start >= least ? end - start : 0;
    }
    return repeated > sorted.length / 2;
  }
}
