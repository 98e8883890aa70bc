package normflow.spark.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import normflow.density.Densities;
import normflow.density.Density;
import normflow.density.NormalMixture;
import normflow.density.TwoMoons;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DataGeneratorIT {

  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void rowsDoNotDependOnThePartitions() {
    for (String name : List.of("two-moons", "2spirals", "8gaussians")) {
      Density density = Densities.named(name);
      List<Row> one = DataGenerator.rows(spark, density, 1001, 5, 1).collectAsList();
      assertEquals(1001, one.size());
      assertEquals(one, DataGenerator.rows(spark, density, 1001, 5, 3).collectAsList());
      assertEquals(one, DataGenerator.rows(spark, density, 1001, 5, 8).collectAsList());
      assertNotEquals(one, DataGenerator.rows(spark, density, 1001, 6, 1).collectAsList());
      assertEquals(
          one.subList(0, 10), DataGenerator.rows(spark, density, 10, 5, 2).collectAsList());
    }
  }

  @Test
  void columnsAreCoordinatesAndLogDensity() {
    Density density = Densities.named("two-circles");
    Dataset<Row> table = DataGenerator.rows(spark, density, 200, 9, 4);
    assertEquals(4, table.rdd().getNumPartitions());
    assertArrayEquals(new String[] {"x0", "x1", "log_density"}, table.columns());
    for (var field : table.schema().fields()) {
      assertEquals(DataTypes.DoubleType, field.dataType());
    }
    for (Row row : table.collectAsList()) {
      double[] point = {row.getDouble(0), row.getDouble(1)};
      assertEquals(density.logDensity(point), row.getDouble(2));
    }
  }

  @Test
  void thereAreAsManyCoordinatesAsDimensions() {
    Density six = NormalMixture.isotropic("six", new double[][] {new double[6]}, 2);
    Dataset<Row> table = DataGenerator.rows(spark, six, 3, 1, 1);
    assertEquals(7, table.columns().length);
    assertEquals(3, table.count());
  }

  @Test
  void noRowsIsAnEmptyTable() {
    Dataset<Row> table = DataGenerator.rows(spark, new TwoMoons(0.1), 0, 1, 3);
    assertEquals(List.of(), table.collectAsList());
    assertEquals(3, table.columns().length);
  }

  @Test
  void badCountsAreRefused() {
    Density moons = new TwoMoons(0.1);
    String rows =
        assertThrows(
                IllegalArgumentException.class, () -> DataGenerator.rows(spark, moons, -1, 1, 1))
            .getMessage();
    assertTrue(rows.contains("rows = -1"), rows);
    String partitions =
        assertThrows(
                IllegalArgumentException.class, () -> DataGenerator.rows(spark, moons, 1, 1, 0))
            .getMessage();
    assertTrue(partitions.contains("partitions = 0"), partitions);
  }
}
