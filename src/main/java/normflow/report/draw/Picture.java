package normflow.report.draw;

import java.awt.image.BufferedImage;

/**
 * A finished picture as a PNG file, encoded once for all that show it.
 *
 * @param width in pixels
 * @param height in pixels
 * @param png the bytes of the file; equal images give equal bytes on one JDK
 */
public record Picture(int width, int height, byte[] png) {

  /**
   * The picture of an image.
   *
   * @param image of type {@code TYPE_INT_RGB} or {@code TYPE_BYTE_INDEXED}, as a canvas and a
   *     palette give it
   */
  public static Picture of(BufferedImage image) {
    return new Picture(image.getWidth(), image.getHeight(), Png.of(image));
  }
}
