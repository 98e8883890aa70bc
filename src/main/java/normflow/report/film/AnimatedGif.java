package normflow.report.film;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import normflow.report.color.Palette;

/** A film as a GIF: of each frame only the pixels that are not those of the frame before. */
final class AnimatedGif {

  private AnimatedGif() {}

  static byte[] of(Film film) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < film.frames().size(); i++) {
        BufferedImage frame = film.frames().get(i);
        BufferedImage shown = i == 0 ? frame : changed(film.frames().get(i - 1), frame);
        IIOMetadata metadata = metadata(writer, shown, film.time(i));
        writer.writeToSequence(new IIOImage(shown, null, metadata), null);
      }
      writer.endWriteSequence();
      stream.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing a GIF to memory", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** The frame with transparent pixels where it is like the one before. */
  private static BufferedImage changed(BufferedImage before, BufferedImage frame) {
    int width = frame.getWidth();
    BufferedImage changed =
        new BufferedImage(
            width,
            frame.getHeight(),
            BufferedImage.TYPE_BYTE_INDEXED,
            (java.awt.image.IndexColorModel) frame.getColorModel());
    int[] old = new int[width];
    int[] row = new int[width];
    for (int y = 0; y < frame.getHeight(); y++) {
      before.getRaster().getSamples(0, y, width, 1, 0, old);
      frame.getRaster().getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        row[x] = row[x] == old[x] ? Palette.transparent() : row[x];
      }
      changed.getRaster().setSamples(0, y, width, 1, 0, row);
    }
    return changed;
  }

  private static IIOMetadata metadata(ImageWriter writer, BufferedImage image, int milliseconds)
      throws IOException {
    IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null);
    IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
    control.setAttribute("disposalMethod", "doNotDispose");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "TRUE");
    control.setAttribute("delayTime", Integer.toString(Math.max(2, milliseconds / 10)));
    control.setAttribute("transparentColorIndex", Integer.toString(Palette.transparent()));
    IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
    loop.setAttribute("applicationID", "NETSCAPE");
    loop.setAttribute("authenticationCode", "2.0");
    // Block 1, and 0 repetitions, which stands for no end.
    loop.setUserObject(Arrays.copyOf(new byte[] {1}, 3));
    IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
    extensions.appendChild(loop);
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = new IIOMetadataNode(format);
    root.appendChild(control);
    root.appendChild(extensions);
    metadata.mergeTree(format, root);
    return metadata;
  }
}
