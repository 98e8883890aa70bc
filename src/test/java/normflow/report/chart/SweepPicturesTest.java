package normflow.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import normflow.report.color.ColorMap;
import normflow.report.draw.Labels;
import normflow.report.draw.Points;
import normflow.report.html.Block;
import normflow.report.html.BlockHtml;
import org.junit.jupiter.api.Test;

class SweepPicturesTest {

  private static ValueAxis numbers(double... values) {
    return ValueAxis.of(
        "axis",
        DoubleStream.of(values).mapToObj(value -> Double.isNaN(value) ? "" : "" + value).toList(),
        DoubleStream.of(values)
            .mapToObj(v -> Double.isNaN(v) ? OptionalDouble.empty() : OptionalDouble.of(v))
            .toList());
  }

  private static Losses losses(double... values) {
    List<String> names = DoubleStream.of(values).mapToObj(value -> "thing").toList();
    return new Losses(names, DoubleStream.of(values).boxed().toList(), names, "loss");
  }

  private static ValueAxis names(String... texts) {
    return ValueAxis.of(
        "axis", List.of(texts), Arrays.stream(texts).map(text -> OptionalDouble.empty()).toList());
  }

  @Test
  void namesStandSideBySideAndMissingOnesNowhere() {
    ValueAxis axis = names("b", "a", "", "b", "c");
    assertEquals(List.of(0.0, 0.5, Double.NaN, 0.0, 1.0), axis.positions());
    assertEquals(List.of("b", "a", "c"), axis.ticks().stream().map(t -> t.label()).toList());
    assertTrue(axis.isDiscrete());
    assertTrue(names("a", "a").isConstant());
  }

  @Test
  void numbersOverDecadesStandByTheirLogarithm() {
    assertEquals(0.5, numbers(0.001, 0.01, 0.1).positions().get(1), 1e-12);
    assertEquals(0.25, numbers(1, 2, 5).positions().get(1), 1e-12);
    assertEquals(0.5, numbers(-1, 0, 1).positions().get(1), 1e-12);
    assertEquals(List.of(0.5, 0.5), numbers(3, 3).positions());
    ValueAxis many = numbers(1, 2, 3, 4, 5, 6, 7, 8, 9.5);
    assertEquals(3, many.ticks().size());
    assertFalse(many.isDiscrete());
  }

  @Test
  void theBestLineLiesOnTop() {
    ValueAxis axis = numbers(1, 2, 1);
    BufferedImage image = new ParallelCoordinates(List.of(axis), losses(3.0, 2.0, 1.0)).image();
    assertTrue(dark(image) > 100);
    assertThrows(
        IllegalArgumentException.class, () -> new ParallelCoordinates(List.of(axis), losses(1.0)));
  }

  @Test
  void everyLossHasADotWithinThePlot() {
    ValueAxis axis = numbers(1, 2, 3, 4, Double.NaN);
    BufferedImage with = new ValuePlot(axis, losses(1.0, 1.1, 1.2, 1e9, 1.3)).image();
    BufferedImage without = new ValuePlot(axis, losses(1.0, 1.1, 1.2, Double.NaN, 1.3)).image();
    assertTrue(differences(with, without) > 20, "the worst one stands at the edge");
  }

  @Test
  void curvesAreColouredByTheirLoss() {
    Points points = Points.of(new double[] {0, 1}, new double[] {1, 2});
    BufferedImage image =
        new CurveBundle(new Labels("", "x", "y"), List.of(points, points), losses(1.0, 2.0))
            .image();
    assertTrue(dark(image) > 100);
    assertThrows(
        IllegalArgumentException.class,
        () -> new CurveBundle(new Labels("", "", ""), List.of(points), losses()));
  }

  @Test
  void linksAreRelative() {
    assertTrue(
        BlockHtml.of(new Block.Link("a & b", "c/d.html"))
            .contains("<a href=\"c/d.html\">a &amp; b</a>"));
    for (String path : List.of("https://example.org", "javascript:alert(1)", "/etc/passwd")) {
      assertThrows(IllegalArgumentException.class, () -> new Block.Link("a", path));
    }
  }

  private static long dark(BufferedImage image) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xFFFFFF) == ColorMap.rgb(0) ? 1 : 0;
      }
    }
    return count;
  }

  private static long differences(BufferedImage one, BufferedImage other) {
    long count = 0;
    for (int y = 0; y < Math.min(one.getHeight(), other.getHeight()); y++) {
      for (int x = 0; x < Math.min(one.getWidth(), other.getWidth()); x++) {
        count += one.getRGB(x, y) != other.getRGB(x, y) ? 1 : 0;
      }
    }
    return count;
  }
}
