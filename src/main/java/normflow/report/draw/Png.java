package normflow.report.draw;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Images as PNG files.
 *
 * <p>Every line is stored as its difference to the line above: pictures of densities and of words
 * become smaller by that than by a choice line by line, which costs more than all the rest. Where
 * colours have numbers all lines are stored as they are if a part of them is smaller so: lines over
 * each other are.
 *
 * <p>Reference: "Portable Network Graphics (PNG) Specification" (W3C, third edition, 2025).
 */
final class Png {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int TRUE_COLOR = 2;
  private static final int INDEXED = 3;
  private static final int AS_IT_IS = 0;
  private static final int DIFFERENCE_TO_ABOVE = 2;

  /** A part of so many, from the middle on, is tried. */
  private static final int TRIED = 8;

  /** Beyond it time grows more than files shrink. */
  private static final int LEVEL = 4;

  private static final int BUFFER = 1 << 16;

  private final BufferedImage image;
  private final boolean indexed;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Png(BufferedImage image) {
    this.image = image;
    this.indexed = image.getType() == BufferedImage.TYPE_BYTE_INDEXED;
    if (!indexed && image.getType() != BufferedImage.TYPE_INT_RGB) {
      throw new IllegalArgumentException(
          "image type " + image.getType() + ": must be TYPE_INT_RGB or TYPE_BYTE_INDEXED");
    }
  }

  static byte[] of(BufferedImage image) {
    try {
      return new Png(image).file();
    } catch (IOException e) {
      throw new UncheckedIOException("writing a PNG to memory", e);
    }
  }

  private byte[] file() throws IOException {
    bytes.writeBytes(SIGNATURE);
    chunk("IHDR", header());
    if (indexed) {
      chunk("PLTE", colors((IndexColorModel) image.getColorModel()));
    }
    chunk("IDAT", pixels(filter(), 0, image.getHeight()));
    chunk("IEND", new byte[0]);
    return bytes.toByteArray();
  }

  private byte[] header() throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(header);
    data.writeInt(image.getWidth());
    data.writeInt(image.getHeight());
    // Eight bits; the only methods of compression, filters and order that there are.
    data.write(new byte[] {8, (byte) (indexed ? INDEXED : TRUE_COLOR), 0, 0, 0});
    return header.toByteArray();
  }

  private static byte[] colors(IndexColorModel model) {
    byte[] colors = new byte[3 * model.getMapSize()];
    for (int i = 0; i < model.getMapSize(); i++) {
      colors[3 * i] = (byte) model.getRed(i);
      colors[3 * i + 1] = (byte) model.getGreen(i);
      colors[3 * i + 2] = (byte) model.getBlue(i);
    }
    return colors;
  }

  private void chunk(String name, byte[] content) throws IOException {
    byte[] type = name.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(type);
    sum.update(content);
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeInt(content.length);
    data.write(type);
    data.write(content);
    data.writeInt((int) sum.getValue());
  }

  private int filter() throws IOException {
    int from = image.getHeight() / 2;
    int to = from + image.getHeight() / TRIED;
    return indexed
            && pixels(AS_IT_IS, from, to).length < pixels(DIFFERENCE_TO_ABOVE, from, to).length
        ? AS_IT_IS
        : DIFFERENCE_TO_ABOVE;
  }

  /** Some of the lines, compressed. */
  private byte[] pixels(int filter, int from, int to) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(BUFFER);
    Deflater deflater = new Deflater(LEVEL);
    try (OutputStream lines = new DeflaterOutputStream(compressed, deflater, BUFFER)) {
      int width = image.getWidth() * (indexed ? 1 : 3);
      byte[] above = new byte[width];
      byte[] line = new byte[width];
      byte[] nothing = new byte[width];
      byte[] stored = new byte[width + 1];
      stored[0] = (byte) filter;
      int[] colors = new int[indexed ? 0 : image.getWidth()];
      for (int y = from; y < to; y++) {
        read(y, line, colors);
        subtract(line, filter == AS_IT_IS ? nothing : above, stored);
        lines.write(stored);
        byte[] free = above;
        above = line;
        line = free;
      }
    } finally {
      deflater.end();
    }
    return compressed.toByteArray();
  }

  private static void subtract(byte[] line, byte[] above, byte[] stored) {
    for (int i = 0; i < line.length; i++) {
      stored[i + 1] = (byte) (line[i] - above[i]);
    }
  }

  private void read(int y, byte[] line, int[] colors) {
    Object target = indexed ? line : colors;
    image.getRaster().getDataElements(0, y, image.getWidth(), 1, target);
    for (int x = 0; x < colors.length; x++) {
      line[3 * x] = (byte) (colors[x] >> 16);
      line[3 * x + 1] = (byte) (colors[x] >> 8);
      line[3 * x + 2] = (byte) colors[x];
    }
  }
}
