package normflow.spark.table;

import java.util.List;
import normflow.codec.ConfigException;
import normflow.config.StatedType;
import normflow.model.ColumnType;
import normflow.model.Model;
import normflow.spark.table.InputColumn.Shape;

/**
 * What the columns of a table may hold.
 *
 * @param mixed whether columns without the context are taken as they are: texts, booleans and nulls
 *     beside numbers
 * @param known types of these columns, where a model says them; empty where the table does
 * @param stated what a job says of them; empty if it says nothing
 */
public record Intake(boolean mixed, List<ColumnType> known, List<StatedType> stated) {

  public Intake {
    stated = List.copyOf(stated);
    known = List.copyOf(known);
  }

  /** Numbers alone. */
  public static Intake numbers() {
    return of(false, List.of());
  }

  /** Whatever is in the table, or numbers alone. */
  public static Intake of(boolean mixed) {
    return of(mixed, List.of());
  }

  /** The same, where a job says what some columns hold. */
  public static Intake of(boolean mixed, List<StatedType> stated) {
    return new Intake(mixed, List.of(), mixed ? stated : List.of());
  }

  /** What a model knows. */
  public static Intake of(Model model) {
    List<ColumnType> types = model.standardization().types();
    return of(types);
  }

  /** What is known of all columns of a table, or nothing of numbers alone. */
  static Intake of(List<ColumnType> types) {
    return new Intake(!types.isEmpty(), types, List.of());
  }

  /** Whether texts of a column stay texts though most of them are numbers. */
  boolean keepsTexts(int column) {
    return hasLevels(column) || stated(column) == StatedType.CATEGORICAL;
  }

  private StatedType stated(int column) {
    return column < stated.size() ? stated.get(column) : StatedType.AUTO;
  }

  /** Whether a column holds texts whose levels are known, whatever they look like. */
  boolean hasLevels(int column) {
    return column < known.size() && !known.get(column).levels().isEmpty();
  }

  /**
   * A column as it is to be read: its texts as levels, its nulls as values.
   *
   * @throws ConfigException if it is not what the job says
   */
  InputColumn read(InputColumn found, int column) {
    if (known.isEmpty()) {
      StatedType type = stated(column);
      if (type != StatedType.AUTO && !found.isSingle()) {
        throw refused(
            found, type, "holds vectors, whose numbers have no types: leave the type out");
      }
      if (type.isNumeric() && found.shape() == Shape.LEVEL) {
        throw refused(
            found,
            type,
            "holds texts or booleans: state categorical, leave the type out, or, if they stand for missing values of a CSV file, name them by options: {nullValue: ...}");
      }
      return found.withNulls(mixed && found.isSingle()).withStated(type);
    }
    if (!found.isSingle() || column >= known.size()) {
      return found;
    }
    ColumnType type = known.get(column);
    InputColumn read = found.withNulls(type.nullable());
    return type.levels().isEmpty() ? read.asNumber() : read.withLevels(type.levels());
  }

  private static ConfigException refused(InputColumn column, StatedType type, String why) {
    return new ConfigException(
        "column " + column.name() + " is stated as " + type.word() + ", but " + why, null);
  }
}
