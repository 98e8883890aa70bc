package normflow.report.draw;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Images as bytes of files. */
public final class Pictures {

  private Pictures() {}

  /** The image as a PNG file; equal images give equal bytes on one JDK. */
  public static byte[] png(BufferedImage image) {
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      // A cache in a file would need a writable temporary folder.
      ImageIO.setUseCache(false);
      if (!ImageIO.write(image, "png", bytes)) {
        throw new IllegalStateException(
            "no PNG writer for image type " + image.getType() + ": this Java runtime lacks one");
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing a PNG to memory", e);
    }
  }
}
