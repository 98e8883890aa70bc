package normflow.report.color;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaletteTest {

  private static final int SIZE = 400;

  private static BufferedImage noise() {
    SplittableRandom random = new SplittableRandom(11);
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIZE * SIZE; i++) {
      image.setRGB(i % SIZE, i / SIZE, i < 2 ? 0xFFFFFF * i : random.nextInt(1 << 24));
    }
    return image;
  }

  /** More colours than it keeps, by several threads at once: each finds the nearest. */
  @Test
  void everyPixelTakesTheNearestColor() {
    SplittableRandom random = new SplittableRandom(5);
    List<Integer> colors = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      colors.add(random.nextInt(1 << 24));
    }
    Palette palette = new Palette(colors);
    BufferedImage image = noise();
    List<BufferedImage> reduced =
        IntStream.range(0, 4).parallel().mapToObj(i -> palette.reduce(image)).toList();
    for (int y = 0; y < SIZE; y += 7) {
      for (int x = 0; x < SIZE; x++) {
        int nearest = nearest(colors, image.getRGB(x, y) & 0xFFFFFF);
        for (BufferedImage one : reduced) {
          assertEquals(nearest, one.getRGB(x, y) & 0xFFFFFF);
        }
      }
    }
  }

  private static int nearest(List<Integer> colors, int rgb) {
    int best = colors.get(0);
    for (int color : colors) {
      boolean nearer =
          Oklab.of(rgb).squaredDistance(Oklab.of(color))
              < Oklab.of(rgb).squaredDistance(Oklab.of(best));
      best = nearer ? color : best;
    }
    return best;
  }
}
