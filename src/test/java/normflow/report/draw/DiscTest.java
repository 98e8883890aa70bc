package normflow.report.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DiscTest {

  private static final Rectangle2D ALL = new Rectangle2D.Double(0, 0, 40, 40);

  /** How much of a white canvas is black, in pixels. */
  private static double inked(Canvas canvas, int size) {
    double sum = 0;
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        sum += 1 - (canvas.pixel(x, y) & 0xFF) / 255.0;
      }
    }
    return sum;
  }

  @Test
  void itCoversItsAreaWhereverItLies() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 50; i++) {
      double radius = 1 + 2 * random.nextDouble();
      Canvas canvas = new Canvas(40, 40, 1.5);
      double x = 20 + random.nextDouble();
      new Disc(canvas, ALL, radius, 1).draw(x, 20 + random.nextDouble(), 0);
      double area = Math.PI * radius * radius * 1.5 * 1.5;
      assertEquals(area, inked(canvas, 60), 0.02 * area, "radius " + radius + " at " + x);
    }
  }

  @Test
  void itIsCentredOnItsPoint() {
    Canvas canvas = new Canvas(40, 40, 1);
    new Disc(canvas, ALL, 2.5, 1).draw(20.25, 10.75, 0);
    double sum = inked(canvas, 40);
    double across = 0;
    double down = 0;
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 40; x++) {
        double ink = 1 - (canvas.pixel(x, y) & 0xFF) / 255.0;
        across += ink * (x + 0.5) / sum;
        down += ink * (y + 0.5) / sum;
      }
    }
    assertEquals(20.25, across, 0.01);
    assertEquals(10.75, down, 0.01);
  }

  @Test
  void nothingIsDrawnOutsideOfTheArea() {
    Canvas canvas = new Canvas(40, 40, 1);
    Disc disc = new Disc(canvas, new Rectangle2D.Double(10, 10, 20, 20), 3, 1);
    for (double place : new double[] {10, 30}) {
      disc.draw(place, 20, 0);
      disc.draw(20, place, 0);
      disc.draw(place, place, 0);
    }
    for (int i = 0; i < 40; i++) {
      for (int edge : new int[] {9, 30}) {
        assertEquals(0xFFFFFF, canvas.pixel(i, edge));
        assertEquals(0xFFFFFF, canvas.pixel(edge, i));
      }
    }
    // Four halves and two quarters.
    assertEquals(2.5 * Math.PI * 9, inked(canvas, 40), 1);
  }

  @Test
  void aTranslucentDiscMixesColors() {
    Canvas canvas = new Canvas(40, 40, 1);
    Disc disc = new Disc(canvas, ALL, 5, 0.5);
    disc.draw(20, 20, 0xFF0000);
    assertEquals(0xFF8080, canvas.pixel(20, 20));
    disc.draw(20, 20, 0x0000FF);
    assertEquals(0x8040C0, canvas.pixel(20, 20));
  }
}
