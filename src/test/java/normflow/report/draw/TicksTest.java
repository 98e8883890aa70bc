package normflow.report.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {

  @Test
  void stepsAreRound() {
    assertEquals(List.of(-4.0, -2.0, 0.0, 2.0, 4.0), Ticks.in(new Range(-4, 4), 6).values());
    assertEquals(List.of("0", "0.1", "0.2", "0.3"), Ticks.in(new Range(0, 0.3), 5).labels());
    assertEquals(List.of("\u22125", "0", "5"), Ticks.in(new Range(-5, 5), 4).labels());
  }

  @Test
  void largeAndSmallNumbersHaveExponents() {
    assertEquals(List.of("0", "1e6", "2e6"), Ticks.in(new Range(0, 2e6), 4).labels());
    assertEquals(List.of("0", "2e\u22126", "4e\u22126"), Ticks.in(new Range(0, 4e-6), 4).labels());
  }

  @ParameterizedTest
  @CsvSource({"-3.7, 9.1", "0.0001, 0.00013", "1e9, 1.0000001e9", "-1e-12, 1e-12", "0, 1e300"})
  void ticksFillTheRange(double low, double high) {
    Range range = new Range(low, high);
    for (int most = 2; most <= 12; most++) {
      List<Double> values = Ticks.in(range, most).values();
      assertTrue(values.size() <= most && !values.isEmpty(), values::toString);
      for (double value : values) {
        double fraction = range.fraction(value);
        assertTrue(fraction > -1e-6 && fraction < 1 + 1e-6, values::toString);
      }
      // The next finer of 1-2-5 would have been too many: the step is at most 2.5 times larger.
      assertTrue((values.size() + 1) * 2.5 + 1 >= most, most + " " + values);
    }
  }

  @Test
  void degenerateRangesAreWidenedOrRefused() {
    assertEquals(new Range(2.5, 3.5), Range.of(3, 3, Double.NaN));
    assertEquals(new Range(-1, 2), Range.of(2, -1, Double.POSITIVE_INFINITY));
    assertThrows(IllegalArgumentException.class, () -> new Range(1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Range(Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> Range.of(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Ticks.in(new Range(0, 1), 1));
  }
}
