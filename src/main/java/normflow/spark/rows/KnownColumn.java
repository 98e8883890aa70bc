package normflow.spark.rows;

import java.util.List;
import java.util.stream.IntStream;
import normflow.codec.ConfigException;
import normflow.config.StatedType;
import normflow.spark.table.Table;

/**
 * What is known of a column before a sample of it is looked at.
 *
 * @param name for errors
 * @param nullable whether any row has a null
 * @param levels texts that its numbers stand for; none of numbers
 * @param stated what the job says that it holds
 */
record KnownColumn(String name, boolean nullable, List<String> levels, StatedType stated) {

  KnownColumn {
    levels = List.copyOf(levels);
  }

  /**
   * The columns of a table without the context.
   *
   * @param nulls whether any row has a null in each of them
   */
  static List<KnownColumn> of(Table table, List<Boolean> nulls) {
    List<List<String>> levels = table.levels();
    return IntStream.range(0, levels.size())
        .mapToObj(
            i ->
                new KnownColumn(
                    table.columns().get(i), nulls.get(i), levels.get(i), table.stated().get(i)))
        .toList();
  }

  boolean is(StatedType type) {
    return stated == type;
  }

  /** An error that says what contradicts the stated type, and what to do. */
  ConfigException refused(String why) {
    return new ConfigException(
        "column " + name + " is stated as " + stated.word() + ", but " + why, null);
  }
}
