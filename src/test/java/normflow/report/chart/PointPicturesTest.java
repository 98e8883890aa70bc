package normflow.report.chart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Labels;
import normflow.report.draw.Picture;
import normflow.report.draw.Points;
import normflow.report.draw.Range;
import org.junit.jupiter.api.Test;

class PointPicturesTest {

  private static final Labels LABELS = new Labels("", "", "");
  private static final Range SQUARE = new Range(-1, 1);

  private static Points repeated(int count, double x, double y) {
    double[] xs = new double[count];
    double[] ys = new double[count];
    Arrays.fill(xs, x);
    Arrays.fill(ys, y);
    return Points.of(xs, ys);
  }

  /** Whether a pixel within two of the place of a point is dark. */
  private static boolean inked(BufferedImage image, double x, double y) {
    Axes axes =
        Axes.equalAspect(
            Axes.left(SQUARE, Heatmap.SIDE, ""), LABELS.top(), Heatmap.SIDE, SQUARE, SQUARE);
    int column = (int) (axes.column(x) * Canvas.SCALE);
    int row = (int) (axes.row(y) * Canvas.SCALE);
    for (int i = -2; i <= 2; i++) {
      if ((image.getRGB(column + i, row) >> 8 & 0xFF) < 120) {
        return true;
      }
    }
    return false;
  }

  @Test
  void fewAndManyPointsAreDrawnAtTheirPlace() {
    for (int count : new int[] {50, 30_000}) {
      Points points = repeated(count, 0.3, 0.7);
      BufferedImage image = new Scatter(LABELS, points, SQUARE, SQUARE).image();
      assertTrue(inked(image, 0.3, 0.7), count + " points");
      assertFalse(inked(image, 0.3, -0.7), count + " points");
    }
  }

  @Test
  void pointsOutsideOrNotFiniteAreLeftOut() {
    Points points = Points.of(new double[] {Double.NaN, 9, 0.1}, new double[] {0, 0, 0.1});
    assertTrue(inked(new Scatter(LABELS, points, SQUARE, SQUARE).image(), 0.1, 0.1));
  }

  @Test
  void onePointHasARangeAndNoneIsRefused() {
    assertTrue(new Scatter(LABELS, repeated(1, 5, 5)).x().contains(5));
    double[] none = {};
    assertThrows(IllegalArgumentException.class, () -> Points.of(none, none));
    assertThrows(IllegalArgumentException.class, () -> Points.of(new double[2], new double[1]));
  }

  @Test
  void warpKeepsTheSamplesAndTheNumberOfPanelsInBounds() {
    Warp.Panel one = new Warp.Panel("base", repeated(3, 0, 1));
    Warp.Panel other = new Warp.Panel("data", repeated(2, 0, 1));
    Warp.Ranges shared = Warp.Ranges.SHARED;
    assertThrows(IllegalArgumentException.class, () -> new Warp("", List.of(one, other), shared));
    assertThrows(IllegalArgumentException.class, () -> new Warp("", List.of(), shared));
    List<Warp.Panel> many = Collections.nCopies(13, one);
    assertThrows(IllegalArgumentException.class, () -> new Warp("", many, shared));
  }

  @Test
  void warpIsDeterministicAndGrowsByRows() {
    Warp.Panel panel = new Warp.Panel("base", Points.ofRows(new double[][] {{0, 1}, {1, -1}}));
    Warp four = new Warp("w", Collections.nCopies(4, panel), Warp.Ranges.OWN);
    Warp eight = new Warp("w", Collections.nCopies(8, panel), Warp.Ranges.SHARED);
    assertArrayEquals(Picture.of(four.image()).png(), Picture.of(four.image()).png());
    assertEquals(four.image().getWidth(), eight.image().getWidth());
    assertTrue(eight.image().getHeight() > 1.7 * four.image().getHeight());
  }

  @Test
  void curvesSkipGapsAndNeedACurve() {
    Points points = Points.of(new double[] {0, 1, 2}, new double[] {9, Double.NaN, 1});
    Curves.Curve curve = new Curves.Curve("train", points);
    Curves.Level level = new Curves.Level("floor", 0.5);
    Curves curves = new Curves(new Labels("NLL", "step", "nats"), List.of(curve), List.of(level));
    assertArrayEquals(Picture.of(curves.image()).png(), Picture.of(curves.image()).png());
    assertThrows(
        IllegalArgumentException.class, () -> new Curves(LABELS, List.of(), List.of(level)));
    assertThrows(IllegalArgumentException.class, () -> new Curves.Level("floor", Double.NaN));
  }

  /** A line down from its name to its point and on. */
  @Test
  void aMarkedStepIsDrawn() {
    Points points = Points.of(new double[] {0, 1, 2}, new double[] {9, 4, 1});
    List<Curves.Curve> curve = List.of(new Curves.Curve("train", points));
    BufferedImage plain = new Curves(LABELS, curve, List.of()).image();
    Curves.Mark mark = new Curves.Mark("best, step 1", 1, 4);
    BufferedImage marked = new Curves(LABELS, curve, List.of(), List.of(mark)).image();
    int rows = 0;
    for (int row = 0; row < plain.getHeight(); row++) {
      boolean differs = false;
      for (int column = 0; column < plain.getWidth(); column++) {
        differs |= plain.getRGB(column, row) != marked.getRGB(column, row);
      }
      rows += differs ? 1 : 0;
    }
    assertTrue(rows > plain.getHeight() / 4, rows + " rows");
  }
}
