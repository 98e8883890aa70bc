package normflow.report.chart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.List;
import normflow.report.color.ColorMap;
import normflow.report.color.ColorScale;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Grid;
import normflow.report.draw.Labels;
import normflow.report.draw.Picture;
import normflow.report.draw.Range;
import org.junit.jupiter.api.Test;

class HeatmapTest {

  private static final Labels LABELS = new Labels("density", "x", "y");
  private static final Range X = new Range(-3, 3);
  private static final Range Y = new Range(0, 4);
  private static final double NONE = Double.NEGATIVE_INFINITY;

  /** Two rows of three cells, the lower row first. */
  private static final Grid GRID =
      Grid.of(X, Y, 3, new double[] {Math.log(1), NONE, Math.log(2), Double.NaN, Math.log(4), -90});

  private static int at(Heatmap heatmap, double x, double y) {
    Axes axes = heatmap.axes();
    int column = (int) (axes.column(x) * Canvas.SCALE);
    int row = (int) (axes.row(y) * Canvas.SCALE);
    return heatmap.image().getRGB(column, row) & 0xFFFFFF;
  }

  private static void assertNear(int expected, int actual) {
    for (int shift = 0; shift <= 16; shift += 8) {
      assertEquals(expected >> shift & 0xFF, actual >> shift & 0xFF, 6, "channel " + shift);
    }
  }

  @Test
  void cellCentresHaveTheirColours() {
    Heatmap heatmap = new Heatmap(LABELS, GRID, ColorScale.density(List.of(GRID)));
    assertNear(ColorMap.rgb(0.25), at(heatmap, -2, 1));
    assertNear(ColorMap.rgb(0), at(heatmap, 0, 1));
    assertNear(ColorMap.rgb(0.5), at(heatmap, 2, 1));
    assertNear(ColorMap.rgb(0), at(heatmap, -2, 3));
    assertNear(ColorMap.rgb(1), at(heatmap, 0, 3));
    assertNear(ColorMap.rgb(0), at(heatmap, 2, 3));
  }

  @Test
  void sharedScaleSpansAllGrids() {
    Grid faint = Grid.of(X, Y, 1, new double[] {Math.log(2)});
    ColorScale shared = ColorScale.density(List.of(faint, GRID));
    assertEquals(4, shared.range().high(), 1e-12);
    assertNear(ColorMap.rgb(0.5), at(new Heatmap(LABELS, faint, shared), 0, 2));
    ColorScale log = ColorScale.logDensity(List.of(faint, GRID), 10);
    assertNear(ColorMap.rgb(1 - Math.log(2) / 10), at(new Heatmap(LABELS, faint, log), 0, 2));
  }

  @Test
  void aspectIsEqual() {
    Axes axes = new Heatmap(LABELS, GRID, ColorScale.density(List.of(GRID))).axes();
    assertEquals(axes.area().getWidth() / X.width(), axes.area().getHeight() / Y.width(), 0.2);
    assertTrue(axes.row(4) < axes.row(0));
  }

  @Test
  void equalInputsGiveEqualBytes() {
    ColorScale scale = ColorScale.logDensity(List.of(GRID), 5);
    BufferedImage image = new Heatmap(LABELS, GRID, scale).image();
    assertArrayEquals(
        Picture.of(image).png(), Picture.of(new Heatmap(LABELS, GRID, scale).image()).png());
  }

  @Test
  void refusesWhatHasNoDensity() {
    Grid empty = Grid.of(X, Y, 1, new double[] {NONE, Double.NaN});
    assertThrows(IllegalArgumentException.class, () -> ColorScale.density(List.of(empty)));
    assertThrows(IllegalArgumentException.class, () -> Grid.of(X, Y, 2, new double[3]));
    assertThrows(IllegalArgumentException.class, () -> Grid.of(X, Y, 1, new double[0]));
    Grid sharp = Grid.of(X, Y, 1, new double[] {800});
    assertThrows(IllegalArgumentException.class, () -> ColorScale.density(List.of(sharp)));
  }
}
