package normflow.report.color;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.function.DoubleFunction;
import normflow.report.draw.Canvas;
import normflow.report.draw.Canvas.Anchor;
import normflow.report.draw.Canvas.TextStyle;
import normflow.report.draw.Range;
import normflow.report.draw.Ticks;

/**
 * A bar that says what the colours of a picture mean, right of its area and as high.
 *
 * @param range of the values
 * @param ticks within it
 * @param colors by the place in the range, from 0 to 1
 */
public record ColorBar(Range range, Ticks ticks, DoubleFunction<Color> colors) {

  static final double WIDTH = 12;

  private static final double TICK_GAP = 8;

  /** A bar with ticks that suit the height of an area. */
  public static ColorBar of(Range range, Rectangle2D area, DoubleFunction<Color> colors) {
    return new ColorBar(range, Ticks.in(range, Math.max(2, (int) (area.getHeight() / 36))), colors);
  }

  /** The space that the bar and its ticks take, without a label. */
  public double width() {
    return WIDTH + TICK_GAP + tickWidth();
  }

  private double tickWidth() {
    return ticks.labels().stream().mapToDouble(TextStyle.TICK::width).max().orElse(0);
  }

  /** Draws it so far right of an area. */
  public void draw(Canvas canvas, Rectangle2D area, double gap, String label) {
    double left = area.getMaxX() + gap;
    double right = left + WIDTH;
    double pixel = 1 / canvas.scale();
    for (double y = area.getY(); y < area.getMaxY(); y += pixel) {
      double fraction = (area.getMaxY() - y - pixel / 2) / area.getHeight();
      // Each strip reaches under the next one: none is blended with the white under it.
      double height = Math.min(2 * pixel, area.getMaxY() - y);
      canvas.fill(new Rectangle2D.Double(left, y, WIDTH, height), colors.apply(fraction));
    }
    canvas.frame(
        new Rectangle2D.Double(left, area.getY(), WIDTH, area.getHeight()), Canvas.MUTED, 1);
    for (int i = 0; i < ticks.values().size(); i++) {
      double y = area.getMaxY() - range.fraction(ticks.values().get(i)) * area.getHeight();
      canvas.line(right, y, right + 4, y, Canvas.MUTED);
      double baseline = y + TextStyle.TICK.halfHeight();
      canvas.text(ticks.labels().get(i), right + TICK_GAP, baseline, Anchor.LEFT, TextStyle.TICK);
    }
    canvas.upwards(label, left + width() + 16, area.getCenterY(), TextStyle.LABEL);
  }
}
