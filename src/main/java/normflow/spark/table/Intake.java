package normflow.spark.table;

import java.util.List;
import normflow.model.ColumnType;
import normflow.model.Model;

/**
 * What the columns of a table may hold.
 *
 * @param mixed whether columns without the context are taken as they are: texts, booleans and nulls
 *     beside numbers
 * @param known types of these columns, where a model says them; empty where the table does
 */
public record Intake(boolean mixed, List<ColumnType> known) {

  public Intake {
    known = List.copyOf(known);
  }

  /** Numbers alone. */
  public static Intake numbers() {
    return new Intake(false, List.of());
  }

  /** Whatever is in the table, or numbers alone. */
  public static Intake of(boolean mixed) {
    return new Intake(mixed, List.of());
  }

  /** What a model knows. */
  public static Intake of(Model model) {
    List<ColumnType> types = model.standardization().types();
    return new Intake(!types.isEmpty(), types);
  }

  /** Whether a column holds texts whose levels are known, whatever they look like. */
  boolean hasLevels(int column) {
    return column < known.size() && !known.get(column).levels().isEmpty();
  }

  /** A column as it is to be read: its texts as levels, its nulls as values. */
  InputColumn read(InputColumn found, int column) {
    if (known.isEmpty()) {
      return found.withNulls(mixed && found.isSingle());
    }
    if (!found.isSingle() || column >= known.size()) {
      return found;
    }
    ColumnType type = known.get(column);
    InputColumn read = found.withNulls(type.nullable());
    return type.levels().isEmpty() ? read.asNumber() : read.withLevels(type.levels());
  }
}
