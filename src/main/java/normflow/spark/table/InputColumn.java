package normflow.spark.table;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import normflow.config.StatedType;
import normflow.spark.shim.SparkLine;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * A column that is read, and the numbers that it holds in a row.
 *
 * @param name as the user wrote it
 * @param path names of the column and of the fields within it, as the table writes them
 * @param shape how the numbers are held
 * @param width how many they are; 1 of a single number
 * @param nullable whether a null is a value, NaN
 * @param levels texts whose number is the value; one that is none of them has the number behind
 * @param stated what the job says that it holds
 */
public record InputColumn(
    String name,
    List<String> path,
    Shape shape,
    int width,
    boolean nullable,
    List<String> levels,
    StatedType stated)
    implements Serializable {

  /** How a column holds numbers. */
  public enum Shape {
    /** A number by itself. */
    NUMBER,
    /** Spark ML's vectors, dense and sparse. */
    VECTOR,
    /** Arrays of numbers. */
    ARRAY,
    /** Texts and booleans, each by the number of its level. */
    LEVEL
  }

  /** One number in a row, or vectors whose width is not known yet; nulls are no values. */
  public InputColumn(String name, List<String> path, Shape shape) {
    this(name, path, shape, 1, false, List.of(), StatedType.AUTO);
  }

  InputColumn withWidth(int numbers) {
    return new InputColumn(name, path, shape, numbers, nullable, levels, stated);
  }

  /** The same by the levels of its texts, also where the table has numbers for them. */
  InputColumn withLevels(List<String> texts) {
    return new InputColumn(name, path, Shape.LEVEL, width, nullable, texts, stated);
  }

  /** The same as a number, also where the table has texts or booleans for it. */
  InputColumn asNumber() {
    return new InputColumn(name, path, Shape.NUMBER, width, nullable, List.of(), stated);
  }

  InputColumn withNulls(boolean taken) {
    return new InputColumn(name, path, shape, width, taken, levels, stated);
  }

  InputColumn withStated(StatedType type) {
    return new InputColumn(name, path, shape, width, nullable, levels, type);
  }

  /** Whether it is one value in a row. */
  boolean isSingle() {
    return shape == Shape.NUMBER || shape == Shape.LEVEL;
  }

  /** Names of the numbers: the column's own, or with their index behind it. */
  List<String> names() {
    return isSingle()
        ? List.of(name)
        : IntStream.range(0, width).mapToObj(i -> name + "_" + i).toList();
  }

  /** A name as an expression takes it, whatever characters it has. */
  public static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** The column as the table holds it. */
  Column stored() {
    return stored(path);
  }

  /** The column at the end of a path of fields. */
  static Column stored(List<String> path) {
    return functions.col(path.stream().map(InputColumn::quoted).collect(Collectors.joining(".")));
  }

  /** The column with doubles for its numbers; vectors stay vectors. */
  public Column doubles() {
    return switch (shape) {
      // A text that is no number is a bad value, whatever ANSI mode makes of a cast.
      case NUMBER -> SparkLine.tryCast(stored(), DataTypes.DoubleType);
      case VECTOR -> stored();
      case ARRAY -> stored().cast(DataTypes.createArrayType(DataTypes.DoubleType));
      case LEVEL -> level();
    };
  }

  /** Texts as they are compared with levels. */
  Column text() {
    return stored().cast(DataTypes.StringType);
  }

  private Column level() {
    Column place =
        functions.array_position(
            functions.array(levels.stream().map(functions::lit).toArray(Column[]::new)), text());
    Column known = functions.when(place.gt(0), place.minus(1)).otherwise(levels.size());
    return functions.when(text().isNotNull(), known).cast(DataTypes.DoubleType);
  }

  /** Each number as the table writes it, null within vectors and arrays. */
  Stream<Column> written() {
    return isSingle()
        ? Stream.of(stored().cast(DataTypes.StringType))
        : Stream.generate(() -> functions.lit(null).cast(DataTypes.StringType)).limit(width);
  }
}
