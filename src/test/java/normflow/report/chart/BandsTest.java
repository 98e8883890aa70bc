package normflow.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BandsTest {

  /** A row whose median is that number. */
  private static Bands.Row row(double median, double found) {
    return new Bands.Row(
        new double[] {median - 2, median - 1, median, median + 1, median + 2}, found);
  }

  @Test
  void rowsStandAtEvenDistancesInTheOrderOfTheirMedians() {
    List<Bands.Row> rows =
        IntStream.range(0, 450).mapToObj(i -> row(i * 7 % 450, i * 7 % 450)).toList();
    List<Double> medians =
        new Bands("y", rows).shown().stream().map(row -> row.quantiles()[2]).toList();
    assertEquals(150, medians.size());
    for (int i = 0; i < medians.size(); i++) {
      assertEquals(3.0 * i + 1, medians.get(i));
    }
    assertEquals(2, new Bands("y", rows.subList(0, 2)).shown().size());
  }

  @Test
  void whatLiesOutsideItsBandHasAnotherColour() {
    BufferedImage inside = new Bands("y", List.of(row(0, 1.9), row(5, 5))).image();
    BufferedImage outside = new Bands("y", List.of(row(0, 2.1), row(5, 5))).image();
    assertTrue(orange(outside) > orange(inside) + 20, orange(inside) + ", " + orange(outside));
  }

  private static long orange(BufferedImage image) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
        .filter(rgb -> (rgb >> 16 & 255) > 180 && (rgb & 255) < 60)
        .count();
  }
}
