package normflow.report.color;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * At most 255 colours that an image is reduced to, each pixel to the one that looks nearest; the
 * index after them is transparent.
 */
public final class Palette {

  static final int MOST = 255;

  /** Places for colours whose nearest was looked for. */
  private static final int PLACES = 1 << 16;

  /** A colour and its place in the palette. */
  private record Entry(Oklab color, int index) {}

  /** From the darkest to the lightest. */
  private final List<Entry> ordered;

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
    this.ordered =
        IntStream.range(0, colors.size())
            .mapToObj(i -> new Entry(Oklab.of(colors.get(i)), i))
            .sorted(Comparator.comparingDouble(entry -> entry.color.lightness()))
            .toList();
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
      reduce(row, indices);
      reduced.getRaster().setDataElements(0, y, width, 1, indices);
    }
    return reduced;
  }

  private void reduce(int[] row, byte[] indices) {
    for (int x = 0; x < row.length; x++) {
      indices[x] = (byte) index(row[x] & 0xFFFFFF);
    }
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

  /** Outwards from its lightness, as far as that alone is no farther than the nearest. */
  private int search(Oklab wanted) {
    int above = place(wanted.lightness());
    int below = above - 1;
    Entry best = ordered.get(Math.max(0, below));
    double least = wanted.squaredDistance(best.color);
    while (below >= 0 || above < ordered.size()) {
      double down = below < 0 ? Double.POSITIVE_INFINITY : lighter(wanted, below);
      double up = above == ordered.size() ? Double.POSITIVE_INFINITY : -lighter(wanted, above);
      double off = Math.min(down, up);
      if (off * off > least) {
        break;
      }
      Entry entry = ordered.get(down <= up ? below-- : above++);
      double distance = wanted.squaredDistance(entry.color);
      if (distance < least || (distance == least && entry.index < best.index)) {
        least = distance;
        best = entry;
      }
    }
    return best.index;
  }

  /** The first colour that is as light. */
  private int place(double lightness) {
    int from = 0;
    int to = ordered.size();
    while (from < to) {
      int middle = (from + to) / 2;
      if (ordered.get(middle).color.lightness() < lightness) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private double lighter(Oklab wanted, int place) {
    return wanted.lightness() - ordered.get(place).color.lightness();
  }
}
