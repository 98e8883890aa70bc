package normflow.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import normflow.report.chart.ContactSheet.Column;
import normflow.report.chart.ContactSheet.Row;
import normflow.report.chart.ContactSheet.Tile;
import normflow.report.color.ColorMap;
import normflow.report.color.ColorScale;
import normflow.report.draw.Grid;
import normflow.report.draw.Range;
import org.junit.jupiter.api.Test;

class ContactSheetTest {

  private static final Range SIDE = new Range(0, 1);

  private static Tile tile(double density) {
    double[] value = {Math.log(density)};
    return new Tile(Optional.of(Grid.of(SIDE, SIDE, 1, value)), "0.1", true);
  }

  private static BufferedImage sheet(Tile... tiles) {
    ColorScale scale = new ColorScale(ColorScale.Quantity.DENSITY, new Range(0, 1));
    List<Column> columns =
        java.util.Arrays.stream(tiles).map(tile -> new Column("flow", "detail")).toList();
    return new ContactSheet("Title", "", columns, List.of(new Row("", scale, List.of(tiles))))
        .image();
  }

  /** How many pixels have a colour. */
  private static long count(BufferedImage image, int rgb) {
    long found = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        found += (image.getRGB(x, y) & 0xFFFFFF) == rgb ? 1 : 0;
      }
    }
    return found;
  }

  @Test
  void tilesOfARowShareOneScale() {
    BufferedImage image = sheet(tile(1), tile(0.5), tile(4));
    long area = 312 * 312;
    assertTrue(count(image, ColorMap.rgb(1)) >= 2 * area);
    long half = count(image, ColorMap.rgb(0.5));
    assertTrue(half >= area && half < 1.1 * area, half + " pixels");
  }

  @Test
  void whatIsMissingIsAnEmptyTile() {
    BufferedImage image = sheet(tile(1), new Tile(Optional.empty(), "", false));
    assertEquals(312 * 312, count(image, 0xF3F4F6));
  }

  @Test
  void everyRowHasATileAColumn() {
    ColorScale scale = new ColorScale(ColorScale.Quantity.DENSITY, SIDE);
    List<Column> columns = List.of(new Column("a", ""), new Column("b", ""));
    List<Row> rows = List.of(new Row("moons", scale, List.of(tile(1))));
    String message =
        assertThrows(IllegalArgumentException.class, () -> new ContactSheet("", "", columns, rows))
            .getMessage();
    assertEquals("row 'moons' has 1 tiles for 2 columns: give one for each", message);
    assertThrows(
        IllegalArgumentException.class, () -> new ContactSheet("", "", columns, List.of()));
  }
}
