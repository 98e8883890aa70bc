package normflow.ml;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import normflow.codec.ConfigException;
import normflow.config.StatedType;
import normflow.spark.table.NumericColumns;
import normflow.spark.table.Table;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * What columns are said to hold: by a parameter of texts {@code name=type}, and of those that it
 * does not name by Spark ML's attributes.
 */
final class ColumnTypes {

  /** Behind a name, which may have the same letter itself. */
  private static final String IS = "=";

  private ColumnTypes() {}

  /** The texts of a parameter, in the order of the names. */
  static String[] texts(Map<String, String> types) {
    return new TreeMap<>(types)
        .entrySet().stream()
            .map(type -> type.getKey() + IS + type.getValue())
            .toArray(String[]::new);
  }

  /**
   * The types by their names.
   *
   * @throws ConfigException if a text is none of a type
   */
  static SortedMap<String, StatedType> parsed(String[] texts) {
    SortedMap<String, StatedType> types = new TreeMap<>();
    for (String text : texts) {
      int end = text.lastIndexOf(IS);
      if (end < 1) {
        throw new ConfigException(
            "columnTypes: " + text + ": must be a column and its type, such as visits=integer",
            null);
      }
      String name = text.substring(0, end);
      StatedType type =
          ConfigException.unlessRefused(
              () -> StatedType.of("columnTypes." + name, text.substring(end + 1)));
      if (types.put(name, type) != null) {
        throw new ConfigException("columnTypes." + name + ": appears twice", null);
      }
    }
    return types;
  }

  /**
   * The type of each column.
   *
   * @param said by the parameter
   * @param inputs numeric columns; empty if one of vectors is read
   * @param mixed whether the flow takes columns as they are
   * @throws ConfigException if a type is of none of them, or not for this flow
   */
  static List<StatedType> of(
      SortedMap<String, StatedType> said, List<String> inputs, boolean mixed, StructType schema) {
    if (!said.isEmpty() && inputs.isEmpty()) {
      throw new ConfigException(
          "columnTypes = " + said.keySet() + ": vectors have no types; name columns by inputCols",
          null);
    }
    return ConfigException.unlessRefused(
        () -> {
          StatedType.requireNames("columnTypes", said.keySet(), inputs);
          if (!mixed) {
            said.forEach((name, type) -> type.requireContinuous("columnTypes." + name));
          }
          return inputs.stream()
              .map(name -> said.containsKey(name) ? said.get(name) : ofAttribute(schema, name))
              .toList();
        });
  }

  private static StatedType ofAttribute(StructType schema, String name) {
    return NumericColumns.field(schema, name)
        // Texts have no attributes.
        .filter(field -> field.dataType() instanceof NumericType)
        .filter(field -> isCategorical(Attribute.fromStructField(field)))
        .map(field -> StatedType.CATEGORICAL)
        .orElse(StatedType.AUTO);
  }

  /** Whether an attribute has few values, such as an index of texts or the number of a bucket. */
  private static boolean isCategorical(Attribute attribute) {
    if (attribute instanceof NominalAttribute nominal) {
      return nominal.values().exists(values -> values.length <= Table.MOST_LEVELS)
          || nominal.numValues().exists(number -> (Integer) number <= Table.MOST_LEVELS);
    }
    return attribute instanceof BinaryAttribute;
  }
}
