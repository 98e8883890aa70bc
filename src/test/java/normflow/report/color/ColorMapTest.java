package normflow.report.color;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColorMapTest {

  private static double luminance(int rgb) {
    double luminance = 0;
    double[] weights = {0.2126, 0.7152, 0.0722};
    for (int i = 0; i < 3; i++) {
      double encoded = (rgb >> (16 - 8 * i) & 0xFF) / 255.0;
      luminance += weights[i] * Math.pow((encoded + 0.055) / 1.055, 2.4);
    }
    return luminance;
  }

  @Test
  void luminanceGrows() {
    for (int i = 1; i <= 100; i++) {
      assertTrue(
          luminance(ColorMap.rgb(i / 100.0)) > luminance(ColorMap.rgb((i - 1) / 100.0)), "at " + i);
    }
  }

  @Test
  void outsideAndNaNTakeTheEnds() {
    assertEquals(0x000004, ColorMap.rgb(-1));
    assertEquals(0x000004, ColorMap.rgb(Double.NaN));
    assertEquals(0xFCFDBF, ColorMap.rgb(7));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x000000, 0xFFFFFF, 0x123456, 0xFF0000, 0x00FF00, 0x0000FF, 0xCD4071})
  void oklabInvertsToTheSameColour(int rgb) {
    assertEquals(rgb, Oklab.of(rgb).rgb());
  }
}
