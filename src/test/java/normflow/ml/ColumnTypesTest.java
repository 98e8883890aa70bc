package normflow.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import normflow.config.StatedType;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Types that a parameter states, and those that other stages of Spark ML left with columns. */
class ColumnTypesTest {

  /** As stages leave them: an index of texts, a bucket, an indicator, a number, many indices. */
  private static final StructType TABLE =
      new StructType()
          .add(
              NominalAttribute.defaultAttr().withName("index").withValues("a", "b").toStructField())
          .add(NominalAttribute.defaultAttr().withName("bucket").withNumValues(256).toStructField())
          .add(BinaryAttribute.defaultAttr().withName("flag").toStructField())
          .add(NumericAttribute.defaultAttr().withName("amount").toStructField())
          .add(NominalAttribute.defaultAttr().withName("zip").withNumValues(257).toStructField())
          .add("code", "double")
          .add("text", "string");

  private static final List<String> COLUMNS = List.of(TABLE.fieldNames());

  private static NormalizingFlow tabular() {
    return new NormalizingFlow().setFlow("tabular").setInputCols(COLUMNS.toArray(String[]::new));
  }

  private static void assertRefused(String expected, Executable made) {
    String message = assertThrows(IllegalArgumentException.class, made).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void attributesOfFewValuesAreCategories() {
    assertEquals(
        List.of(
            StatedType.CATEGORICAL,
            StatedType.CATEGORICAL,
            StatedType.CATEGORICAL,
            StatedType.AUTO,
            StatedType.AUTO,
            StatedType.AUTO,
            StatedType.AUTO),
        ColumnTypes.of(new TreeMap<>(), COLUMNS, true, TABLE));
  }

  @Test
  void whatTheParameterSaysComesFirst() {
    var said = ColumnTypes.parsed(new String[] {"index=auto", "bucket=integer", "zip=categorical"});
    List<StatedType> types = ColumnTypes.of(said, COLUMNS, true, TABLE);
    assertEquals(StatedType.AUTO, types.get(0));
    assertEquals(StatedType.INTEGER, types.get(1));
    assertEquals(StatedType.CATEGORICAL, types.get(4));
  }

  @Test
  void typesAreTextsInTheOrderOfTheNames() {
    NormalizingFlow flow =
        tabular().setColumnTypes(Map.of("zip", "categorical", "a=b", "positive", "code", "auto"));
    String[] texts = flow.getOrDefault(flow.columnTypes());
    assertArrayEquals(new String[] {"a=b=positive", "code=auto", "zip=categorical"}, texts);
    assertArrayEquals(texts, flow.columnTypes().jsonDecode(flow.columnTypes().jsonEncode(texts)));
    assertEquals(
        Map.of("zip", "categorical", "a=b", "positive", "code", "auto"), flow.getColumnTypes());
    assertEquals(Map.of(), new NormalizingFlow().getColumnTypes());
  }

  @Test
  void whatIsNoTypeIsRefusedWhenItIsSet() {
    assertRefused(
        "columnTypes.zip = categoric: there is no such type (did you mean categorical?)",
        () -> tabular().setColumnTypes(Map.of("zip", "categoric")));
    NormalizingFlow flow = tabular();
    assertRefused(
        "such as visits=integer", () -> flow.set(flow.columnTypes(), new String[] {"zip"}));
    assertRefused(
        "columnTypes.zip: appears twice",
        () -> flow.set(flow.columnTypes(), new String[] {"zip=auto", "zip=integer"}));
  }

  @Test
  void typesOfOtherColumnsAndFlowsAreRefused() {
    tabular().setColumnTypes(Map.of("zip", "integer")).transformSchema(TABLE);
    assertRefused(
        "columnTypes.zap: is none of columns (did you mean zip?)",
        () -> tabular().setColumnTypes(Map.of("zap", "integer")).transformSchema(TABLE));
    assertRefused(
        "columnTypes.zip = integer: this flow takes every column as continuous",
        () ->
            tabular()
                .setFlow("nsf")
                .setColumnTypes(Map.of("zip", "integer"))
                .transformSchema(TABLE));
    assertRefused(
        "vectors have no types",
        () ->
            new NormalizingFlow().setColumnTypes(Map.of("zip", "integer")).transformSchema(TABLE));
    // Attributes mean nothing to it, and continuous is what it takes.
    new NormalizingFlow()
        .setInputCols("index", "zip")
        .setColumnTypes(Map.of("zip", "continuous"))
        .transformSchema(TABLE);
  }
}
