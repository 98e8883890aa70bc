package normflow.spark.rows;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
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
    List<String> determinedBy) {

  static ColumnLook of(
      KnownColumn column,
      double[] sample,
      double variance,
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
        determinedBy);
  }

  private static Object value(KnownColumn column, double value) {
    return column.levels().isEmpty()
        ? (Object) value
        : Secrets.shown(column.name(), column.levels().get((int) value));
  }

  /** What is wrong where others determine it. */
  public Optional<String> dependence() {
    return determinedBy.isEmpty()
        ? Optional.empty()
        : Optional.of(ColumnWarnings.dependence(name, determinedBy));
  }

  /**
   * Whether the density of a table is to have it: it has values, they vary, and others do not
   * determine it.
   */
  boolean tells() {
    return !constant && distinct > 0 && determinedBy.isEmpty();
  }
}
