package normflow.spark.rows;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import normflow.model.ColumnType;
import normflow.text.Secrets;

/**
 * What is in a column, by a sample of its rows.
 *
 * @param name of the column
 * @param nulls share of the rows that have none of its values
 * @param distinct different values in the sample, without null
 * @param commonest the value that most rows have; empty if all are null
 * @param share of the rows that have it
 * @param least value, of numbers
 * @param median value, of numbers
 * @param greatest value, of numbers
 * @param constant whether all rows of the table, not only the sampled ones, have the same value
 * @param taken what a tabular flow takes it as
 * @param plain whether that is a density of the values themselves, as every other flow has it
 * @param key whether it tells every row from the others: texts that are all different, or whole
 *     numbers that are so and no further apart than the rows
 * @param determinedBy columns before it of which it is a linear function
 */
public record ColumnLook(
    String name,
    double nulls,
    int distinct,
    Optional<Object> commonest,
    double share,
    OptionalDouble least,
    OptionalDouble median,
    OptionalDouble greatest,
    boolean constant,
    String taken,
    boolean plain,
    boolean key,
    List<String> determinedBy) {

  /** Values by which a column is known to be a key; fewer may differ by chance. */
  private static final int LEAST_KEYS = 10;

  static ColumnLook of(
      KnownColumn column,
      long rows,
      double[] sample,
      double variance,
      ColumnType type,
      String taken,
      List<String> determinedBy) {
    double[] values =
        Arrays.stream(sample).filter(value -> !Double.isNaN(value)).sorted().toArray();
    Map<Double, Integer> counts = new TreeMap<>();
    for (double value : values) {
      counts.merge(value + 0.0, 1, Integer::sum);
    }
    Optional<Map.Entry<Double, Integer>> most =
        counts.entrySet().stream().max(Comparator.comparingInt(Map.Entry::getValue));
    boolean numbers = column.levels().isEmpty() && values.length > 0;
    return new ColumnLook(
        column.name(),
        1 - (double) values.length / sample.length,
        counts.size(),
        most.map(entry -> value(column, entry.getKey())),
        most.map(entry -> (double) entry.getValue() / sample.length).orElse(0.0),
        numbers ? OptionalDouble.of(values[0]) : OptionalDouble.empty(),
        numbers ? OptionalDouble.of(RobustScale.quantile(values, 0.5)) : OptionalDouble.empty(),
        numbers ? OptionalDouble.of(values[values.length - 1]) : OptionalDouble.empty(),
        !column.nullable() && (numbers ? variance == 0 : column.levels().size() == 1),
        taken,
        type.plain(),
        isKey(values, counts.size(), numbers, rows),
        determinedBy);
  }

  private static boolean isKey(double[] sorted, int distinct, boolean numbers, long rows) {
    return distinct == sorted.length
        && distinct >= LEAST_KEYS
        && (!numbers
            || (Arrays.stream(sorted).allMatch(value -> value == Math.rint(value))
                && sorted[sorted.length - 1] - sorted[0] < rows));
  }

  private static Object value(KnownColumn column, double value) {
    return column.levels().isEmpty()
        ? (Object) value
        : Secrets.shown(column.name(), column.levels().get((int) value));
  }

  /** Why the density of a table is not to have it, if there is a reason. */
  public Optional<String> objection() {
    if (constant) {
      return Optional.of("column " + name + " has one value only; leave it out");
    }
    if (distinct == 0) {
      return Optional.of("column " + name + " has nulls only in these rows; leave it out");
    }
    if (!determinedBy.isEmpty()) {
      return Optional.of("in these rows " + ColumnWarnings.dependence(name, determinedBy));
    }
    return key
        ? Optional.of(
            "column "
                + name
                + (least.isEmpty() ? " has another text in every row" : " numbers the rows")
                + " and says nothing else; leave it out")
        : Optional.empty();
  }

  /** Whether it holds texts or truth values. */
  public boolean ofTexts() {
    return least.isEmpty() && distinct > 0;
  }
}
