package normflow.report.draw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import normflow.report.color.Palette;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Held to Java's own reader of PNG files. */
class PngTest {

  private static BufferedImage colored(int width, int height) {
    SplittableRandom random = new SplittableRandom(7);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(3) == 0 ? random.nextInt() : x * y);
      }
    }
    return image;
  }

  private static void assertSame(BufferedImage image) throws IOException {
    Picture picture = Picture.of(image);
    assertEquals(image.getWidth(), picture.width());
    assertEquals(image.getHeight(), picture.height());
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(picture.png()));
    assertArrayEquals(pixels(image), pixels(read));
  }

  private static int[] pixels(BufferedImage image) {
    int width = image.getWidth();
    return image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 9", "9, 1", "300, 200"})
  void everyPixelIsReadBackInItsColor(int width, int height) throws IOException {
    BufferedImage image = colored(width, height);
    assertSame(image);
    List<Integer> colors = IntStream.range(0, 200).map(i -> i * 83_777).boxed().toList();
    assertSame(new Palette(colors).reduce(image));
  }

  @Test
  void otherImagesAreRefusedByName() {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_ARGB);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Picture.of(image)).getMessage();
    assertEquals("image type 2: must be TYPE_INT_RGB or TYPE_BYTE_INDEXED", message);
  }
}
