package normflow.spark.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import normflow.codec.ConfigException;
import normflow.spark.shim.Scala;
import normflow.spark.table.InputColumn.Shape;
import normflow.text.Nearest;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Which columns of a schema have a density: numbers, fields {@code a.b} of structs, vectors and
 * arrays of numbers.
 *
 * <p>Names are those of the session: it says whether {@code X0} is {@code x0}.
 */
public final class NumericColumns {

  private NumericColumns() {}

  /**
   * Checks the columns that are to be used.
   *
   * @param source what the table is, for errors
   * @throws ConfigException if one does not exist, is not numeric or is named twice
   */
  public static void require(
      StructType schema, List<String> columns, List<String> context, String source, Intake intake) {
    find(schema, columns, context, source, intake);
  }

  /**
   * Checks a column of single numbers.
   *
   * @throws ConfigException if it does not exist, or holds anything else
   */
  public static void requireNumber(StructType schema, String column, String source) {
    number(schema, column, source);
  }

  /** Whether a name stands for a column of the table. */
  public static boolean isIn(StructType schema, String name) {
    return Arrays.stream(schema.fieldNames()).anyMatch(field -> same(field, name));
  }

  /** What a name stands for: a column of the table, or a field within one. */
  public static Optional<StructField> field(StructType schema, String name) {
    List<StructField> path = path(schema, name, "the table");
    return path.isEmpty() ? Optional.empty() : Optional.of(path.get(path.size() - 1));
  }

  static InputColumn number(StructType schema, String column, String source) {
    InputColumn input = find(schema, column, source, false);
    if (input.shape() != Shape.NUMBER) {
      throw new ConfigException(
          "column " + column + " of " + source + " holds many numbers in a row: one is due", null);
    }
    return input;
  }

  /** The columns, those of the context behind the others; widths of vectors are still unknown. */
  static List<InputColumn> find(
      StructType schema, List<String> columns, List<String> context, String source, Intake intake) {
    List<InputColumn> inputs = new ArrayList<>();
    for (String column : columns) {
      InputColumn found = find(schema, column, source, intake.mixed());
      InputColumn input = intake.read(found, inputs.size());
      if (!input.isSingle() && columns.size() > 1) {
        throw new ConfigException(
            "column "
                + column
                + " of "
                + source
                + " holds vectors: name it alone, or numeric columns only",
            null);
      }
      inputs.add(input);
    }
    context.forEach(column -> inputs.add(find(schema, column, source, false)));
    for (int i = 0; i < inputs.size(); i++) {
      for (int j = 0; j < i; j++) {
        requireOther(inputs.get(j), inputs.get(i), i >= columns.size(), j >= columns.size());
      }
    }
    return inputs;
  }

  private static void requireOther(
      InputColumn first, InputColumn second, boolean given, boolean bothGiven) {
    if (!first.path().equals(second.path())) {
      return;
    }
    String names =
        first.name().equals(second.name())
            ? "column " + first.name()
            : "columns " + first.name() + " and " + second.name() + ": one column";
    throw new ConfigException(
        names
            + (given && !bothGiven
                ? " is both data and context: a density given itself has no meaning"
                : " is named twice: name every column once"),
        null);
  }

  private static InputColumn find(StructType schema, String name, String source, boolean texts) {
    List<StructField> path = required(schema, name, source);
    DataType type = path.get(path.size() - 1).dataType();
    return new InputColumn(
        name, path.stream().map(StructField::name).toList(), shape(name, type, source, texts));
  }

  /**
   * The fields on the way to a column, itself the last one.
   *
   * @throws ConfigException if there is no such column
   */
  static List<StructField> required(StructType schema, String name, String source) {
    List<StructField> path = path(schema, name, source);
    if (path.isEmpty()) {
      List<String> known = Arrays.asList(schema.fieldNames());
      throw new ConfigException(
          "column "
              + name
              + " is not in "
              + source
              + Nearest.suggestion(name, known)
              + "; it has "
              + String.join(", ", known),
          null);
    }
    return path;
  }

  private static Shape shape(String name, DataType type, String source, boolean texts) {
    if (texts && (type.equals(DataTypes.StringType) || type.equals(DataTypes.BooleanType))) {
      return Shape.LEVEL;
    }
    if (type.equals(SQLDataTypes.VectorType())) {
      return Shape.VECTOR;
    }
    if (type instanceof ArrayType array && array.elementType() instanceof NumericType) {
      return Shape.ARRAY;
    }
    if (type instanceof NumericType) {
      return Shape.NUMBER;
    }
    throw new ConfigException(
        "column "
            + name
            + " of "
            + source
            + " has type "
            + type.simpleString()
            + ": only numeric columns have a density; leave it out or convert it"
            + (texts
                ? ""
                : "; flow: {type: tabular} takes texts, booleans and nulls of columns"
                    + " that are no context"),
        null);
  }

  /** The fields on the way to what a name stands for, or none if there is no such way. */
  private static List<StructField> path(StructType schema, String name, String source) {
    List<StructField> path = path(schema, List.of(name), source);
    return path.isEmpty() ? path(schema, parts(name), source) : path;
  }

  /** The fields on the way to the last part, or none if there is no such way. */
  private static List<StructField> path(StructType schema, List<String> parts, String source) {
    List<StructField> path = new ArrayList<>();
    DataType at = schema;
    for (String part : parts) {
      if (!(at instanceof StructType struct)) {
        return List.of();
      }
      List<StructField> found =
          Arrays.stream(struct.fields()).filter(field -> same(field.name(), part)).toList();
      if (found.size() > 1) {
        throw new ConfigException(
            "column "
                + part
                + " of "
                + source
                + " is there "
                + found.size()
                + " times: rename the others",
            null);
      }
      if (found.isEmpty()) {
        return List.of();
      }
      path.add(found.get(0));
      at = found.get(0).dataType();
    }
    return path;
  }

  private static List<String> parts(String name) {
    try {
      return Scala.list(UnresolvedAttribute.parseAttributeName(name));
    } catch (Exception e) {
      // Not even a name of Spark's: there is no such column.
      return List.of(name);
    }
  }

  /** Whether the session takes a name for that of a field. */
  static boolean same(String field, String name) {
    return SQLConf.get().caseSensitiveAnalysis()
        ? field.equals(name)
        : field.equalsIgnoreCase(name);
  }
}
