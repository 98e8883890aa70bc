package normflow.report.draw;

import java.awt.geom.Rectangle2D;
import java.util.Arrays;

/**
 * A disc of one size as a stamp: how much of each pixel it covers, from eight lines a pixel, each
 * exact along the line. Thousands of dots a picture would take a general filler of shapes, which
 * sorts the edges of each, a hundred times as long.
 */
final class Disc {

  private static final int LINES = 8;

  private final Canvas canvas;
  private final double radius;
  private final double alpha;
  private final int left;
  private final int right;
  private final int top;
  private final int bottom;

  /**
   * @param area that nothing is drawn outside of, in layout units
   * @param radius in layout units
   * @param alpha from 0, which nobody sees, to 1, which covers
   */
  Disc(Canvas canvas, Rectangle2D area, double radius, double alpha) {
    this.canvas = canvas;
    this.radius = radius * canvas.scale();
    this.alpha = alpha;
    this.left = (int) Math.round(area.getX() * canvas.scale());
    this.right = (int) Math.round(area.getMaxX() * canvas.scale());
    this.top = (int) Math.round(area.getY() * canvas.scale());
    this.bottom = (int) Math.round(area.getMaxY() * canvas.scale());
  }

  /** Draws it at a point, in layout units, in a colour as {@code 0xRRGGBB}. */
  void draw(double column, double row, int rgb) {
    double x = column * canvas.scale();
    double y = row * canvas.scale();
    int from = Math.max(left, (int) Math.floor(x - radius));
    int to = Math.min(right, (int) Math.ceil(x + radius));
    int end = Math.min(bottom, (int) Math.ceil(y + radius));
    double[] covered = new double[Math.max(0, to - from)];
    for (int line = Math.max(top, (int) Math.floor(y - radius)); line < end; line++) {
      Arrays.fill(covered, 0);
      for (int i = 0; i < LINES; i++) {
        double off = line + (i + 0.5) / LINES - y;
        double half = Math.sqrt(Math.max(0, radius * radius - off * off));
        add(covered, Math.max(0, x - half - from), Math.min(to - from, x + half - from));
      }
      for (int i = 0; i < covered.length; i++) {
        canvas.blend(from + i, line, rgb, alpha * covered[i] / LINES);
      }
    }
  }

  private static void add(double[] covered, double start, double end) {
    for (int i = (int) start; i < end; i++) {
      covered[i] += Math.min(i + 1, end) - Math.max(i, start);
    }
  }
}
