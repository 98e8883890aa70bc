package normflow.report;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import normflow.report.Canvas.Anchor;
import normflow.report.Canvas.TextStyle;

/**
 * Colours of losses on white: the lowest is darkest. What lies above the range has the colour of
 * its end.
 *
 * @param range from the lowest to the highest that are told apart
 */
record LossColors(Range range) {

  /** Paler colours would vanish on white. */
  private static final double PALEST = 0.82;

  private static final double WIDTH = 12;

  /** Between a picture and the bar. */
  static final double GAP = 24;

  /** Space right of a picture for the bar. */
  static final double RIGHT = 110;

  /** All but the highest quarter of the losses are told apart: those are far off. */
  static LossColors of(double... losses) {
    Range all = Range.of(losses);
    double high = Range.quantiles(0.25, losses).high();
    return new LossColors(high > all.low() ? new Range(all.low(), high) : all);
  }

  /** The colour; what is not a number is pale. */
  Color color(double loss, double opacity) {
    int rgb = ColorMap.rgb(PALEST * fraction(loss));
    return new Color(rgb | (int) Math.round(255 * opacity) << 24, true);
  }

  /** Where a loss lies in the range, from 0 to 1; what is not a number is at its end. */
  double fraction(double loss) {
    return Double.isNaN(loss) ? 1 : Math.min(1, Math.max(0, range.fraction(loss)));
  }

  /** Draws a bar that says what the colours mean, right of an area. */
  void drawBar(Canvas canvas, Rectangle2D area, String label) {
    double left = area.getMaxX() + GAP;
    double pixel = 1.0 / Canvas.SCALE;
    for (double y = area.getY(); y < area.getMaxY(); y += pixel) {
      double fraction = (area.getMaxY() - y - pixel / 2) / area.getHeight();
      canvas.fill(
          new Rectangle2D.Double(left, y, WIDTH, pixel),
          color(range.low() + fraction * range.width(), 1));
    }
    canvas.stroke(
        new Rectangle2D.Double(left, area.getY(), WIDTH, area.getHeight()), Canvas.MUTED, 1);
    Ticks ticks = Ticks.in(range, Math.max(2, (int) (area.getHeight() / 36)));
    double widest = 0;
    for (int i = 0; i < ticks.values().size(); i++) {
      double y = area.getMaxY() - range.fraction(ticks.values().get(i)) * area.getHeight();
      canvas.line(left + WIDTH, y, left + WIDTH + 4, y, Canvas.MUTED);
      double baseline = y + TextStyle.TICK.halfHeight();
      String text = ticks.labels().get(i);
      canvas.text(text, left + WIDTH + 8, baseline, Anchor.LEFT, TextStyle.TICK);
      widest = Math.max(widest, TextStyle.TICK.width(text));
    }
    double middle = left + WIDTH + 8 + widest + 16;
    canvas.upwards(label, middle, area.getCenterY(), TextStyle.LABEL);
  }
}
