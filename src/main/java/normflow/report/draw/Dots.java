package normflow.report.draw;

import java.awt.geom.Rectangle2D;
import java.util.function.IntUnaryOperator;

/**
 * Points drawn as translucent dots inside axes.
 *
 * <p>Few points are round dots. Many are counted per pixel, and {@code n} of them cover a pixel by
 * {@code 1 - (1 - alpha)^n}: what drawing them one by one would give, at a cost per point that does
 * not depend on the dot.
 */
public final class Dots {

  private static final int ROUND_DOTS = 20_000;

  private Dots() {}

  /** Draws round dots; {@code color} gives each point's {@code 0xRRGGBB}. */
  public static void round(
      Canvas canvas,
      Axes axes,
      Points points,
      double radius,
      double alpha,
      IntUnaryOperator color) {
    Disc disc = new Disc(canvas, axes.area(), radius, alpha);
    for (int i = 0; i < points.size(); i++) {
      if (axes.contains(points.x(i), points.y(i))) {
        disc.draw(axes.column(points.x(i)), axes.row(points.y(i)), color.applyAsInt(i));
      }
    }
  }

  /** Draws all points in one colour, in a way that suits their number. */
  public static void draw(Canvas canvas, Axes axes, Points points, int rgb) {
    if (points.size() <= ROUND_DOTS) {
      double radius = points.size() <= 500 ? 2.2 : points.size() <= 5000 ? 1.4 : 1;
      double alpha = Math.min(0.75, Math.max(0.3, 15 / Math.sqrt(points.size())));
      round(canvas, axes, points, radius, alpha, i -> rgb);
    } else {
      counted(canvas, axes, points, Math.max(0.12, 4000.0 / points.size()), rgb);
    }
  }

  private static void counted(Canvas canvas, Axes axes, Points points, double alpha, int rgb) {
    Rectangle2D area = axes.area();
    int left = (int) Math.round(area.getX() * canvas.scale());
    int top = (int) Math.round(area.getY() * canvas.scale());
    int width = (int) Math.round(area.getWidth() * canvas.scale());
    int height = (int) Math.round(area.getHeight() * canvas.scale());
    int[] counts = new int[width * height];
    for (int i = 0; i < points.size(); i++) {
      if (axes.contains(points.x(i), points.y(i))) {
        int column = (int) (axes.x().fraction(points.x(i)) * width);
        int row = (int) ((1 - axes.y().fraction(points.y(i))) * height);
        count(counts, width, height, column, row);
      }
    }
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        double cover = 1 - Math.pow(1 - alpha, counts[i]);
        canvas.blend(left + i % width, top + i / width, rgb, cover);
      }
    }
  }

  /** A dot is two by two pixels. */
  private static void count(int[] counts, int width, int height, int column, int row) {
    for (int y = row; y < Math.min(row + 2, height); y++) {
      for (int x = column; x < Math.min(column + 2, width); x++) {
        counts[y * width + x]++;
      }
    }
  }
}
