package normflow.report.color;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import java.util.List;

/**
 * At most 255 colours that an image is reduced to, each pixel to the one that looks nearest; the
 * index after them is transparent.
 */
public final class Palette {

  static final int MOST = 255;

  /** Places for colours whose nearest was looked for. */
  private static final int PLACES = 1 << 16;

  private final Oklab[] colors;
  private final IndexColorModel model;

  /**
   * Colours as {@code 0xRRGGBB00}, each with the index of the nearest behind it, at a place that
   * depends on the colour. Each number is true by itself, wherever it stands and whichever thread
   * wrote it: another colour of the same place only has to be looked for again.
   */
  private final int[] nearest = new int[PLACES];

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
    // An empty place would say that black is the first colour.
    Arrays.fill(nearest, search(Oklab.of(0)));
  }

  public static int transparent() {
    return MOST;
  }

  /**
   * The image in these colours only, one byte a pixel.
   *
   * @param image of type {@code TYPE_INT_RGB}, as a canvas gives it
   */
  public BufferedImage reduce(BufferedImage image) {
    int width = image.getWidth();
    BufferedImage reduced =
        new BufferedImage(width, image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
    int[] row = new int[width];
    byte[] indices = new byte[width];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRaster().getDataElements(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        indices[x] = (byte) index(row[x] & 0xFFFFFF);
      }
      reduced.getRaster().setDataElements(0, y, width, 1, indices);
    }
    return reduced;
  }

  private int index(int rgb) {
    int place = (rgb * 0x9E3779B1) >>> 16;
    int known = nearest[place];
    if (known >>> 8 != rgb) {
      known = (rgb << 8) | search(Oklab.of(rgb));
      nearest[place] = known;
    }
    return known & 0xFF;
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
