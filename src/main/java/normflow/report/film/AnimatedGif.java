package normflow.report.film;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import normflow.report.color.Palette;

/**
 * A film as a GIF: of each frame only the pixels that are not those of the frame before, in the
 * rectangle that holds them all.
 *
 * <p>Reference: "Graphics Interchange Format, version 89a" (CompuServe, 1990).
 */
final class AnimatedGif {

  /** A table of 256 colours for all frames. */
  private static final int COLORS = 0xF7;

  /** The frame stays; one colour is transparent. */
  private static final int KEEP = 0x05;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private AnimatedGif() {}

  static byte[] of(Film film) {
    List<byte[]> frames =
        IntStream.range(0, film.frames().size())
            .parallel()
            .mapToObj(i -> new AnimatedGif().frame(film, i))
            .toList();
    AnimatedGif gif = new AnimatedGif();
    gif.begin(film.frames().get(0));
    frames.forEach(gif.bytes::writeBytes);
    gif.bytes.write(0x3B);
    return gif.bytes.toByteArray();
  }

  private void begin(BufferedImage first) {
    text("GIF89a");
    two(first.getWidth());
    two(first.getHeight());
    some(COLORS, 0, 0);
    IndexColorModel colors = (IndexColorModel) first.getColorModel();
    for (int i = 0; i < 256; i++) {
      some(colors.getRed(i), colors.getGreen(i), colors.getBlue(i));
    }
    some(0x21, 0xFF, 11);
    text("NETSCAPE2.0");
    // Block 1, and 0 repetitions, which stands for no end.
    some(3, 1, 0, 0, 0);
  }

  private byte[] frame(Film film, int index) {
    Changed changed = Changed.of(film.frames(), index);
    some(0x21, 0xF9, 4, KEEP);
    two(Math.max(2, film.time(index) / 10));
    some(Palette.transparent(), 0);
    some(0x2C);
    two(changed.left());
    two(changed.top());
    two(changed.width());
    two(changed.height());
    some(0);
    Lzw.write(changed.pixels(), bytes);
    return bytes.toByteArray();
  }

  private void text(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void two(int number) {
    some(number, number >> 8);
  }

  private void some(int... numbers) {
    for (int number : numbers) {
      bytes.write(number);
    }
  }
}
