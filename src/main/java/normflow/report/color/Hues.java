package normflow.report.color;

import java.util.ArrayList;
import java.util.List;
import normflow.report.draw.Canvas;
import normflow.report.draw.Points;

/**
 * One colour a point, by its place in the base: the angle is the hue, the distance from the origin
 * the depth of the colour.
 */
public final class Hues {

  private static final int ANGLES = 20;
  private static final int DEPTHS = 4;
  private static final int GREYS = 12;

  private Hues() {}

  public static int[] of(Points base) {
    int[] colors = new int[base.size()];
    for (int i = 0; i < colors.length; i++) {
      double radius = Math.hypot(base.x(i), base.y(i));
      double depth = 1 - Math.exp(-radius * radius / 2);
      colors[i] = color(depth, Math.atan2(base.y(i), base.x(i))).rgb();
    }
    return colors;
  }

  private static Oklab color(double depth, double hue) {
    return Oklab.polar(0.84 - 0.26 * depth, 0.06 + 0.12 * depth, hue);
  }

  /** Few colours for pictures of such points: hues and depths, each also paler, and greys. */
  public static Palette palette() {
    Oklab white = Oklab.of(0xFFFFFF);
    Oklab ink = Oklab.of(Canvas.INK.getRGB());
    List<Integer> colors = new ArrayList<>();
    for (int i = 0; i < GREYS; i++) {
      colors.add(white.mix(ink, (double) i / (GREYS - 1)).rgb());
    }
    for (int angle = 0; angle < ANGLES; angle++) {
      for (int depth = 0; depth < DEPTHS; depth++) {
        Oklab color = color((depth + 0.5) / DEPTHS, 2 * Math.PI * angle / ANGLES);
        for (double cover : new double[] {0.35, 0.7, 1}) {
          colors.add(white.mix(color, cover).rgb());
        }
      }
    }
    return new Palette(colors);
  }
}
