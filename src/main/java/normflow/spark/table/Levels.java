package normflow.spark.table;

import java.util.List;
import normflow.codec.ConfigException;
import normflow.spark.table.InputColumn.Shape;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The texts of a column, of which a few stand for all. */
final class Levels {

  private Levels() {}

  /**
   * A column with the texts that a table has in it, in their order; those that are no texts, or
   * have their levels, as they are.
   *
   * @throws ConfigException if there are more than {@value Table#MOST_LEVELS}
   */
  static InputColumn of(Dataset<Row> rows, InputColumn input, String source) {
    if (input.shape() != Shape.LEVEL || !input.levels().isEmpty()) {
      return input;
    }
    Column text = input.text();
    List<Row> found =
        rows.select(text)
            .where(text.isNotNull())
            .distinct()
            .limit(Table.MOST_LEVELS + 1)
            .collectAsList();
    if (found.size() > Table.MOST_LEVELS) {
      throw new ConfigException(
          "column "
              + input.name()
              + " of "
              + source
              + " has more than "
              + Table.MOST_LEVELS
              + " different texts: leave it out, or make a few levels of them",
          null);
    }
    List<String> levels = found.stream().map(row -> row.getString(0)).sorted().toList();
    if (levels.isEmpty()) {
      throw new ConfigException(
          "column " + input.name() + " of " + source + " has no text at all: leave it out", null);
    }
    return input.withLevels(levels);
  }
}
