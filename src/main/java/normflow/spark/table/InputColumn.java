package normflow.spark.table;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
 */
public record InputColumn(String name, List<String> path, Shape shape, int width)
    implements Serializable {

  /** How a column holds numbers. */
  public enum Shape {
    /** A number by itself. */
    NUMBER,
    /** Spark ML's vectors, dense and sparse. */
    VECTOR,
    /** Arrays of numbers. */
    ARRAY
  }

  InputColumn withWidth(int numbers) {
    return new InputColumn(name, path, shape, numbers);
  }

  /** Names of the numbers: the column's own, or with their index behind it. */
  List<String> names() {
    return shape == Shape.NUMBER
        ? List.of(name)
        : IntStream.range(0, width).mapToObj(i -> name + "_" + i).toList();
  }

  /** A name as an expression takes it, whatever characters it has. */
  public static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** The column as the table holds it. */
  Column stored() {
    return functions.col(path.stream().map(InputColumn::quoted).collect(Collectors.joining(".")));
  }

  /** The column with doubles for its numbers; vectors stay vectors. */
  public Column doubles() {
    return switch (shape) {
      // A text that is no number is a bad value, whatever ANSI mode makes of a cast.
      case NUMBER -> stored().try_cast(DataTypes.DoubleType);
      case VECTOR -> stored();
      case ARRAY -> stored().cast(DataTypes.createArrayType(DataTypes.DoubleType));
    };
  }

  /** Each number as the table writes it, null within vectors and arrays. */
  Stream<Column> written() {
    return shape == Shape.NUMBER
        ? Stream.of(stored().cast(DataTypes.StringType))
        : Stream.generate(() -> functions.lit(null).cast(DataTypes.StringType)).limit(width);
  }
}
