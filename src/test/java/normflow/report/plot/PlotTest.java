package normflow.report.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.Color;
import java.util.List;
import normflow.report.draw.Points;
import org.junit.jupiter.api.Test;

class PlotTest {

  @Test
  void valuesAreAsPreciseAsTheirRangeNeeds() {
    // Seconds of a day in 2023: far from zero, and close to each other.
    double[] seconds = {1.7e9 + 0.25, 1.7e9 + 3600.75, 1.7e9 + 86_399.5};
    double[] rounded = Plot.rounded(seconds);
    for (int i = 0; i < seconds.length; i++) {
      assertEquals(seconds[i], rounded[i], 1);
    }
    assertArrayEquals(new double[] {0.333333, 0.666667}, Plot.rounded(1.0 / 3, 2.0 / 3), 0);
    assertArrayEquals(new double[] {123_456, 123_457}, Plot.rounded(123_456, 123_457), 0);
    assertArrayEquals(new double[] {1.0 / 3}, Plot.rounded(1.0 / 3), 0);
    assertArrayEquals(new double[] {-1e-9, 2e-9}, Plot.rounded(-1e-9, 2e-9), 1e-14);
    assertArrayEquals(new double[] {}, Plot.rounded(), 0);
  }

  @Test
  void pointsThatAreNotFiniteAreLeftOut() {
    Series series =
        Series.of(
            "a",
            Series.Shape.LINE,
            new Color(0x80FF0000, true),
            1,
            Points.of(new double[] {1, 2, 3}, new double[] {1, Double.NaN, 3}));
    assertArrayEquals(new double[] {1, 3}, series.x(), 0);
    assertEquals(List.of("#ff000080"), series.colors());
    assertThrows(IllegalArgumentException.class, () -> series.withLabels(List.of("one")));
  }
}
