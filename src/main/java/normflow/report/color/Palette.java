package normflow.report.color;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.BitSet;
import java.util.List;

/**
 * At most 255 colours that an image is reduced to, each pixel to the one that looks nearest; the
 * index after them is transparent.
 */
public final class Palette {

  static final int MOST = 255;

  private final Oklab[] colors;
  private final IndexColorModel model;

  /** The nearest colour of every colour that was asked for. */
  private final byte[] nearest = new byte[1 << 24];

  private final BitSet known = new BitSet(1 << 24);

  /**
   * @param colors as {@code 0xRRGGBB}
   */
  public Palette(List<Integer> colors) {
    if (colors.isEmpty() || colors.size() > MOST) {
      throw new IllegalArgumentException(
          "colors.size() = " + colors.size() + ": must lie in [1, " + MOST + "]");
    }
    this.colors = colors.stream().map(Oklab::of).toArray(Oklab[]::new);
    int[] map = new int[MOST + 1];
    for (int i = 0; i < colors.size(); i++) {
      map[i] = colors.get(i);
    }
    this.model =
        new IndexColorModel(
            8, map.length, map, 0, false, transparent(), java.awt.image.DataBuffer.TYPE_BYTE);
  }

  public static int transparent() {
    return MOST;
  }

  /** The image in these colours only, one byte a pixel. */
  public BufferedImage reduce(BufferedImage image) {
    int width = image.getWidth();
    BufferedImage reduced =
        new BufferedImage(width, image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
    int[] row = new int[width];
    int[] indices = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        indices[x] = index(row[x] & 0xFFFFFF);
      }
      reduced.getRaster().setSamples(0, y, width, 1, 0, indices);
    }
    return reduced;
  }

  private int index(int rgb) {
    if (!known.get(rgb)) {
      nearest[rgb] = (byte) search(Oklab.of(rgb));
      known.set(rgb);
    }
    return nearest[rgb] & 0xFF;
  }

  private int search(Oklab wanted) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < colors.length; i++) {
      double distance = wanted.squaredDistance(colors[i]);
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }
}
