package normflow.report.color;

import java.util.ArrayList;
import java.util.List;
import normflow.report.draw.Canvas;

/**
 * The perceptually uniform colour map "magma": black through purple and orange to pale yellow, with
 * lightness that grows evenly, so that equal steps of density look equal and the order survives
 * print in grey.
 *
 * <p>The ten control colours are the map's values at equally spaced points as published with
 * matplotlib 2.0 (magma by Nathaniel Smith and Stéfan van der Walt, 2015, released as CC0). Between
 * them colours are interpolated linearly in {@link Oklab}.
 */
public final class ColorMap {

  private static final int[] CONTROL = {
    0x000004, 0x180F3E, 0x451077, 0x721F81, 0x9F2F7F, 0xCD4071, 0xF1605D, 0xFD9567, 0xFEC98D,
    0xFCFDBF
  };

  private static final int[] TABLE = table();

  private ColorMap() {}

  /**
   * The colour as {@code 0xRRGGBB}; what lies outside [0, 1] takes the nearest end, NaN the lowest.
   */
  public static int rgb(double fraction) {
    // Math.max(0, NaN) is NaN, whose cast is 0: the lowest colour.
    double clamped = Math.min(1, Math.max(0, fraction));
    return TABLE[(int) Math.round(clamped * (TABLE.length - 1))];
  }

  /** Few colours for pictures of densities: steps of the map, and greys for words and lines. */
  public static Palette palette() {
    int greys = 16;
    int steps = Palette.MOST - greys;
    Oklab white = Oklab.of(0xFFFFFF);
    Oklab ink = Oklab.of(Canvas.INK.getRGB());
    List<Integer> colors = new ArrayList<>();
    for (int i = 0; i < greys; i++) {
      colors.add(white.mix(ink, (double) i / (greys - 1)).rgb());
    }
    for (int i = 0; i < steps; i++) {
      colors.add(rgb((double) i / (steps - 1)));
    }
    return new Palette(colors);
  }

  private static int[] table() {
    int[] table = new int[1024];
    for (int i = 0; i < table.length; i++) {
      double position = (double) i * (CONTROL.length - 1) / (table.length - 1);
      int left = Math.min((int) position, CONTROL.length - 2);
      table[i] = Oklab.of(CONTROL[left]).mix(Oklab.of(CONTROL[left + 1]), position - left).rgb();
    }
    return table;
  }
}
