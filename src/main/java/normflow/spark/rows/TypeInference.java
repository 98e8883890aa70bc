package normflow.spark.rows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import normflow.config.StatedType;
import normflow.model.ColumnType;
import normflow.spark.table.Table;

/**
 * What a column holds, by a sample of it.
 *
 * <p>All values of a column of few are atoms. Of others those are that a share of {@value
 * #LEAST_SHARE} of the rows has, and far more than have the others: whole numbers of a wide range
 * stay numbers, and only the 0 of an amount that mostly is none stands out. Of values that are
 * never negative and lie far to one side the logarithm is taken.
 */
final class TypeInference {

  /** Values up to which all of them are atoms. */
  private static final int FEW = 32;

  /** Rows that each of few values must have on average. */
  private static final int LEAST_MEAN = 5;

  private static final double LEAST_SHARE = 0.01;
  private static final int LEAST_ROWS = 5;

  /** How much more common an atom is than the other values of its column are on average. */
  private static final double STANDS_OUT = 10;

  /** Rows that tell how skewed a column is, and how much is much. */
  private static final int LEAST_SKEWED = 20;

  private static final double SKEWED = 1.5;

  /** What must be left of that for the logarithm to be taken: an exponential has .57. */
  private static final double MENDED = 0.75;

  private TypeInference() {}

  /**
   * The type of a column.
   *
   * @param sample its values, NaN for null
   * @throws normflow.codec.ConfigException if they contradict what the job says
   */
  static ColumnType of(double[] sample, KnownColumn column) {
    Map<Double, Integer> counts = new TreeMap<>();
    for (double value : sample) {
      // Adding 0 makes 0 of -0.
      counts.merge(value + 0.0, 1, Integer::sum);
    }
    counts.remove(Double.NaN);
    boolean nullable = column.nullable();
    if (!column.levels().isEmpty()) {
      return ColumnType.ofLevels(column.levels(), nullable);
    }
    require(column, counts.keySet());
    if (column.is(StatedType.CONTINUOUS)) {
      return ColumnType.of(List.of(), nullable, false, List.of());
    }
    boolean whole = counts.keySet().stream().allMatch(value -> value == Math.rint(value));
    if (column.is(StatedType.CATEGORICAL)) {
      return ColumnType.of(List.copyOf(counts.keySet()), nullable, whole, List.of());
    }
    List<Double> atoms = atoms(counts, sample.length);
    double[] rest = rest(sample, ColumnType.of(atoms, nullable, whole, List.of()));
    double shift = shift(rest, whole);
    return column.is(StatedType.POSITIVE) || skewed(rest, shift)
        ? new ColumnType(atoms, nullable, whole, List.of(), true, shift)
        : ColumnType.of(atoms, nullable, whole, List.of());
  }

  /** Makes sure that values, in ascending order, are what the job says. */
  private static void require(KnownColumn column, Set<Double> values) {
    switch (column.stated()) {
      case AUTO -> {}
      case CONTINUOUS -> {
        if (values.size() == 1) {
          throw column.refused(
              "has one value only, "
                  + values.iterator().next()
                  + ", which has no density: leave the type out, or the column");
        }
      }
      case POSITIVE -> refuse(column, values, value -> value < 0);
      case INTEGER -> refuse(column, values, value -> value != Math.rint(value));
      case CATEGORICAL -> {
        if (values.size() > Table.MOST_LEVELS) {
          throw column.refused(
              "has more than "
                  + Table.MOST_LEVELS
                  + " different values: leave the type out, or make a few levels of them");
        }
      }
    }
  }

  private static void refuse(
      KnownColumn column, Set<Double> values, Predicate<Double> contradicts) {
    values.stream()
        .filter(contradicts)
        .findFirst()
        .ifPresent(
            value -> {
              throw column.refused(
                  "has " + value + ": state continuous, leave the type out, or mend those rows");
            });
  }

  /** Values that are no atoms. */
  static double[] rest(double[] sample, ColumnType type) {
    return Arrays.stream(sample).filter(value -> type.atom(value) < 0).toArray();
  }

  private static List<Double> atoms(Map<Double, Integer> counts, int rows) {
    int known = counts.values().stream().mapToInt(count -> count).sum();
    if (counts.size() <= FEW && known >= LEAST_MEAN * counts.size()) {
      return List.copyOf(counts.keySet());
    }
    return counts.keySet().stream()
        .filter(value -> standsOut(counts.get(value), known, counts.size(), rows))
        .toList();
  }

  /**
   * @param count rows that have a value
   * @param known rows that have any
   * @param distinct values that there are
   */
  private static boolean standsOut(int count, int known, int distinct, int rows) {
    double mean = (known - count) / Math.max(1.0, distinct - 1);
    return count >= Math.max(LEAST_ROWS, LEAST_SHARE * rows) && count >= STANDS_OUT * mean;
  }

  /** What makes a logarithm of 0 finite. */
  private static double shift(double[] rest, boolean whole) {
    double least = Arrays.stream(rest).min().orElse(0);
    return least > 0 ? 0 : whole ? 1 : mean(rest) / 10;
  }

  /** Whether values that are never negative lie far to one side, and their logarithms do not. */
  private static boolean skewed(double[] rest, double shift) {
    if (rest.length < LEAST_SKEWED || Arrays.stream(rest).anyMatch(value -> value < 0)) {
      return false;
    }
    double skewness = skewness(rest);
    double[] logs = Arrays.stream(rest).map(value -> Math.log(value + shift)).toArray();
    return skewness > SKEWED && Math.abs(skewness(logs)) < MENDED * skewness;
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  /** The standard deviation; of a column of one value another one is a unit away. */
  static double deviation(double[] values) {
    double mean = mean(values);
    double squares =
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElse(0);
    return Math.sqrt(squares) > Math.ulp(mean) ? Math.sqrt(squares) : Math.max(1, Math.abs(mean));
  }

  private static double skewness(double[] values) {
    double mean = mean(values);
    double deviation = deviation(values);
    return mean(
        Arrays.stream(values)
            .map(value -> StrictMath.pow((value - mean) / deviation, 3))
            .toArray());
  }
}
