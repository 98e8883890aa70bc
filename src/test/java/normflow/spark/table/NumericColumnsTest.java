package normflow.spark.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import normflow.codec.ConfigException;
import normflow.config.StatedType;
import normflow.spark.table.InputColumn.Shape;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class NumericColumnsTest {

  private static final StructType POINT =
      new StructType().add("Lon", DataTypes.DoubleType).add("lat", DataTypes.FloatType);

  private static final StructType SCHEMA =
      new StructType()
          .add("x0", DataTypes.DoubleType)
          .add("x1", DataTypes.IntegerType)
          .add("a.b", DataTypes.createDecimalType(10, 2))
          .add("place", POINT)
          .add("hot", SQLDataTypes.VectorType())
          .add("wave", DataTypes.createArrayType(DataTypes.FloatType))
          .add("words", DataTypes.createArrayType(DataTypes.StringType))
          .add("twin", DataTypes.DoubleType)
          .add("TWIN", DataTypes.DoubleType);

  private static List<List<String>> paths(List<String> columns, String... context) {
    return NumericColumns.find(SCHEMA, columns, List.of(context), "the table", Intake.numbers())
        .stream()
        .map(InputColumn::path)
        .toList();
  }

  private static void assertRefused(String message, List<String> columns, String... context) {
    String found = assertThrows(ConfigException.class, () -> paths(columns, context)).getMessage();
    assertTrue(found.contains(message), found);
  }

  @Test
  void namesAreThoseOfTheSession() {
    assertEquals(List.of(List.of("x0"), List.of("x1")), paths(List.of("X0", "x1")));
    assertEquals(List.of(List.of("place", "Lon")), paths(List.of("Place.lon")));
    assertEquals(List.of(List.of("a.b"), List.of("x0")), paths(List.of("A.b", "x0")));
    assertEquals(List.of(List.of("a.b")), paths(List.of("`a.b`")));
    SQLConf.get().setConfString("spark.sql.caseSensitive", "true");
    try {
      assertRefused("column X0 is not in the table", List.of("X0"));
      assertEquals(List.of(List.of("twin"), List.of("TWIN")), paths(List.of("twin", "TWIN")));
    } finally {
      SQLConf.get().unsetConf("spark.sql.caseSensitive");
    }
    assertRefused("column twin of the table is there 2 times", List.of("twin"));
    assertRefused("column x2 is not in the table", List.of("x2"));
    assertRefused("column place.x is not in the table", List.of("place.x"));
    assertRefused("column x0.x is not in the table", List.of("x0.x"));
    assertRefused("column `x is not in the table", List.of("`x"));
  }

  @Test
  void aColumnHasOnePlace() {
    assertRefused("column x0 is named twice", List.of("x0", "x0"));
    assertRefused("columns x0 and X0: one column is named twice", List.of("x0", "x1", "X0"));
    assertRefused("column x1 is both data and context", List.of("x0", "x1"), "x1");
    assertRefused("columns x1 and X1: one column is both data and", List.of("x0", "x1"), "X1");
    assertRefused("column hot is named twice", List.of("x0"), "hot", "hot");
    assertRefused(
        "columns place.lat and place.Lat: one column is named", List.of("place.lat", "place.Lat"));
  }

  @Test
  void vectorsAndArraysHoldNumbers() {
    List<InputColumn> inputs =
        NumericColumns.find(
            SCHEMA, List.of("wave"), List.of("x0", "hot"), "the table", Intake.numbers());
    assertEquals(
        List.of(Shape.ARRAY, Shape.NUMBER, Shape.VECTOR),
        inputs.stream().map(InputColumn::shape).toList());
    assertEquals(List.of("wave_0", "wave_1"), inputs.get(0).withWidth(2).names());
    assertRefused("column wave of the table holds vectors: name it alone", List.of("x0", "wave"));
    assertRefused("has type array<string>", List.of("words"));
    assertRefused("only numeric columns have a density", List.of("place"));
    assertThrows(
        ConfigException.class, () -> NumericColumns.requireNumber(SCHEMA, "hot", "the table"));
  }

  @Test
  void aStatedTypeThatATableContradictsIsRefused() {
    StructType schema = SCHEMA.add("color", DataTypes.StringType);
    for (String column : List.of("color", "hot")) {
      Intake intake = Intake.of(true, List.of(StatedType.CONTINUOUS));
      String error =
          assertThrows(
                  ConfigException.class,
                  () -> NumericColumns.find(schema, List.of(column), List.of(), "t", intake))
              .getMessage();
      assertTrue(error.contains("column " + column + " is stated as continuous, but"), error);
    }
    Intake texts = Intake.of(true, List.of(StatedType.CATEGORICAL));
    List<InputColumn> found = NumericColumns.find(schema, List.of("color"), List.of(), "t", texts);
    assertEquals(Shape.LEVEL, found.get(0).shape());
  }
}
