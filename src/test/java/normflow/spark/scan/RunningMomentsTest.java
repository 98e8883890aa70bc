package normflow.spark.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import normflow.model.Standardization;
import org.junit.jupiter.api.Test;

class RunningMomentsTest {

  private static Standardization of(int rows, IntToDoubleFunction value) {
    RunningMoments moments = new RunningMoments(1);
    for (int row = 0; row < rows; row++) {
      moments.add(new double[] {value.applyAsDouble(row)});
    }
    return Standardization.of(moments.moments(), List.of("t"), 0);
  }

  /** Large numbers with a small spread, such as times in nanoseconds since 1970. */
  @Test
  void valuesThatDoublesTellApartAreStandardised() {
    for (double start : new double[] {1e16, -1e16, 1.7e18}) {
      double step = Math.ulp(start);
      // In order, each a hundred times: steps of the mean are far below the distance of doubles.
      Standardization found = of(300_000, row -> start + Math.floorDiv(row, 100) * step);
      double deviation = step * Math.sqrt((3000.0 * 3000 - 1) / 12);
      assertEquals(1, found.scale()[0] / deviation, 1e-6);
      for (int row = 0; row < 3000; row += 7) {
        double expected = (row - 1499.5) * step / deviation;
        assertEquals(expected, found.standardized(0, start + row * step), 2e-3);
      }
    }
  }

  @Test
  void oneValueOnlyIsForOneValue() {
    String one = assertThrows(IllegalArgumentException.class, () -> of(9, row -> 7)).getMessage();
    assertEquals("column t has one value only, 7.0: it has no density; leave it out", one);
    String few =
        assertThrows(IllegalArgumentException.class, () -> of(9, row -> 1e16 + 2 * (row % 2)))
            .getMessage();
    assertTrue(few.contains("doubles of that size can hardly tell its values apart"), few);
  }
}
