package normflow.spark.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import normflow.spark.Warnings;
import org.junit.jupiter.api.Test;

class ColumnWarningsTest {

  private static final int ROWS = 2000;

  /** What is said of rows that are made from normal numbers. */
  private static List<String> told(
      List<String> names, int context, Function<double[], double[]> row) {
    SplittableRandom random = new SplittableRandom(1);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      double[] normal = random.doubles(4, 0, 1).map(u -> Math.sqrt(12) * (u - 0.5)).toArray();
      double[] values = row.apply(normal);
      float[] floats = new float[values.length];
      for (int column = 0; column < values.length; column++) {
        floats[column] = (float) values[column];
      }
      rows.add(floats);
    }
    try (Warnings warnings = new Warnings(ColumnWarnings.class)) {
      new ColumnWarnings(names, context).warn(rows);
      return warnings.take();
    }
  }

  @Test
  void ordinaryColumnsAreNotSpokenOf() {
    List<String> names = List.of("a", "b", "whole", "mostlyZero");
    assertEquals(
        List.of(),
        told(
            names,
            0,
            n -> new double[] {n[0], n[1] + n[0], Math.floor(n[2]), n[3] > 1.4 ? 3 * n[0] : -0.2}));
  }

  @Test
  void rowsInASliverNameTheirColumn() {
    List<String> told = told(List.of("a", "b"), 0, n -> new double[] {n[0], n[1] * 7e-5 - 0.014});
    assertEquals(1, told.size(), told.toString());
    assertTrue(told.get(0).startsWith("column b: four fifths of its rows lie within"), told.get(0));
    assertTrue(told.get(0).contains("standardize: robust"), told.get(0));
  }

  @Test
  void copiesAndLinearFunctionsNameWhatTheyFollowFrom() {
    List<String> told =
        told(
            List.of("a", "b", "copy", "sum"),
            0,
            n -> new double[] {n[0], n[1], -n[0], 0.6 * n[0] + 0.8 * n[1]});
    assertEquals(2, told.size(), told.toString());
    assertTrue(told.get(0).startsWith("column copy is a copy or a linear function of a:"));
    assertTrue(told.get(1).startsWith("column sum is a linear function of a, b:"), told.get(1));
  }

  /**
   * Given the context a column that follows from it has no density; a context itself needs none.
   */
  @Test
  void contextsMayFollowFromEachOtherAndColumnsNotFromThem() {
    List<String> told =
        told(List.of("a", "b", "c", "d"), 2, n -> new double[] {n[0], n[1], n[1], n[1]});
    assertEquals(1, told.size(), told.toString());
    assertTrue(told.get(0).startsWith("column b is a copy or a linear function of c:"));
  }

  @Test
  void anEvenSampleIsTheSameRowsWhateverTheirNumber() {
    for (long rows : new long[] {1, 7, 8192, 8193, 100_000}) {
      EvenSample sample = EvenSample.of(rows, 3);
      long taken = java.util.stream.LongStream.range(0, rows).filter(sample::takes).count();
      assertEquals(Math.min(rows, 8192), taken);
    }
  }
}
