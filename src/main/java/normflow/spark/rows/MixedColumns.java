package normflow.spark.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import normflow.layer.Mixed;
import normflow.layer.Mixed.Atom;
import normflow.model.ColumnValues;
import normflow.model.Standardization;

/**
 * Columns as the training rows have them: which values are atoms, and how common each is.
 *
 * <p>All values of a column of few are atoms. Of others those are that a share of {@value
 * #LEAST_SHARE} of the rows has, and far more than have the others: whole numbers of a wide range
 * stay numbers, and only the 0 of an amount that mostly is none stands out. What no training row
 * has keeps half a row's probability.
 *
 * @param standardization that puts atoms in their places
 * @param columns for the flow, those without the context
 */
record MixedColumns(Standardization standardization, List<Mixed.Column> columns) {

  /** Values up to which all of them are atoms. */
  private static final int FEW = 32;

  /** Rows that each of few values must have on average. */
  private static final int LEAST_MEAN = 5;

  private static final double LEAST_SHARE = 0.01;
  private static final int LEAST_ROWS = 5;

  /** How much more common an atom is than the other values of its column are on average. */
  private static final double STANDS_OUT = 10;

  /** The standard deviation of a logistic distribution, which values that are no atoms begin as. */
  static final double LOGISTIC = Math.PI / Math.sqrt(3);

  /**
   * Looks at a sample of the training rows.
   *
   * @param sample rows in the units of the input, NaN for null
   * @param levels texts that a column's numbers stand for, of each column without the context
   * @param context how many of the columns, the last ones, are given
   */
  static MixedColumns of(List<double[]> sample, List<List<String>> levels, int context) {
    int width = levels.size() + context;
    double[] mean = new double[width];
    double[] scale = new double[width];
    List<ColumnValues> values = new ArrayList<>();
    List<Mixed.Column> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      int column = i;
      double[] all = sample.stream().mapToDouble(row -> row[column]).toArray();
      ColumnValues found =
          i < levels.size() ? values(all, levels.get(i)) : ColumnValues.ofContinuous();
      double[] rest = Arrays.stream(all).filter(value -> found.atom(value) < 0).toArray();
      double[] spread =
          rest.length > 1 ? rest : Arrays.stream(all).filter(Double::isFinite).toArray();
      mean[i] = Arrays.stream(spread).average().orElse(0);
      double deviation = deviation(spread, mean[i]);
      scale[i] = i < levels.size() ? deviation / LOGISTIC : deviation;
      if (i < levels.size()) {
        values.add(found);
        columns.add(column(all, rest.length, found, scale[i], mean[i]));
      }
    }
    return new MixedColumns(new Standardization(mean, scale, context, values), columns);
  }

  private static double deviation(double[] values, double mean) {
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = values.length == 0 ? 0 : Math.sqrt(squares / values.length);
    // A column of one value: another one is a unit away, whatever its unit.
    return deviation > Math.ulp(mean) ? deviation : Math.max(1, Math.abs(mean));
  }

  private static ColumnValues values(double[] all, List<String> levels) {
    Map<Double, Integer> counts = new TreeMap<>();
    for (double value : all) {
      // Adding 0 makes 0 of -0.
      counts.merge(value + 0.0, 1, Integer::sum);
    }
    boolean nullable = counts.remove(Double.NaN) != null;
    boolean whole = counts.keySet().stream().allMatch(value -> value == Math.rint(value));
    if (!levels.isEmpty()) {
      return new ColumnValues(ColumnValues.unknown(levels).atoms(), nullable, false, levels);
    }
    return new ColumnValues(atoms(counts, all.length), nullable, whole, List.of());
  }

  private static List<Double> atoms(Map<Double, Integer> counts, int rows) {
    int known = counts.values().stream().mapToInt(count -> count).sum();
    if (counts.size() <= FEW && known >= LEAST_MEAN * counts.size()) {
      return List.copyOf(counts.keySet());
    }
    List<Double> common =
        counts.keySet().stream()
            .filter(value -> counts.get(value) >= Math.max(LEAST_ROWS, LEAST_SHARE * rows))
            .toList();
    int others = known - common.stream().mapToInt(counts::get).sum();
    double mean = others / Math.max(1.0, counts.size() - common.size());
    return common.stream().filter(value -> counts.get(value) >= STANDS_OUT * mean).toList();
  }

  private static Mixed.Column column(
      double[] all, int rest, ColumnValues values, double scale, double mean) {
    if (!values.hasAtoms()) {
      return Mixed.Column.ofContinuous();
    }
    double[] counts = new double[values.count()];
    for (double value : all) {
      int atom = values.atom(value);
      if (atom >= 0) {
        counts[atom]++;
      }
    }
    double total = all.length + 0.5 * (counts.length + 1);
    List<Atom> atoms =
        IntStream.range(0, counts.length)
            .mapToObj(
                atom -> new Atom((counts[atom] + 0.5) / total, seen(values, atom, scale, mean)))
            .toList();
    return new Mixed.Column(atoms, (rest + 0.5) / total, scale);
  }

  /** What stands for an atom beside the indicator of it; nothing for texts and nulls. */
  private static double seen(ColumnValues values, int atom, double scale, double mean) {
    double value = values.value(atom);
    if (!values.levels().isEmpty() || Double.isNaN(value)) {
      return 0;
    }
    return Math.max(-8, Math.min(8, (value - mean) / scale));
  }
}
