package normflow.report.color;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import normflow.report.draw.Canvas;
import normflow.report.draw.Range;

/**
 * Colours of losses on white: the lowest is darkest. What lies above the range has the colour of
 * its end.
 *
 * @param range from the lowest to the highest that are told apart
 */
public record LossColors(Range range) {

  /** Paler colours would vanish on white. */
  private static final double PALEST = 0.82;

  private static final int GREYS = 16;

  /** How much of a colour there is on white. */
  private static final int DEPTHS = 4;

  /** Between a picture and the bar. */
  public static final double GAP = 24;

  /** Space right of a picture for the bar. */
  public static final double RIGHT = 110;

  /** All but the highest quarter of the losses are told apart: those are far off. */
  public static LossColors of(double... losses) {
    Range all = Range.of(losses);
    double high = Range.quantiles(0.25, losses).high();
    return new LossColors(high > all.low() ? new Range(all.low(), high) : all);
  }

  /**
   * Ink, and all colours of losses on white, more of it or less: pictures of many lines over each
   * other are a third as large in these alone.
   */
  public static Palette palette() {
    Oklab white = Oklab.of(0xFFFFFF);
    Oklab ink = Oklab.of(Canvas.INK.getRGB());
    Set<Integer> colors = new LinkedHashSet<>();
    for (int i = 0; i < GREYS; i++) {
      colors.add(white.mix(ink, (double) i / (GREYS - 1)).rgb());
    }
    int steps = (Palette.MOST - GREYS) / DEPTHS;
    for (int depth = 1; depth <= DEPTHS; depth++) {
      for (int i = 0; i < steps; i++) {
        Oklab color = Oklab.of(ColorMap.rgb(PALEST * i / (steps - 1)));
        colors.add(white.mix(color, (double) depth / DEPTHS).rgb());
      }
    }
    return new Palette(List.copyOf(colors));
  }

  /** The colour; what is not a number is pale. */
  public Color color(double loss, double opacity) {
    int rgb = ColorMap.rgb(PALEST * fraction(loss));
    return new Color(rgb | (int) Math.round(255 * opacity) << 24, true);
  }

  /** Where a loss lies in the range, from 0 to 1; what is not a number is at its end. */
  public double fraction(double loss) {
    return Double.isNaN(loss) ? 1 : Math.min(1, Math.max(0, range.fraction(loss)));
  }

  /** Draws a bar that says what the colours mean, right of an area. */
  public void drawBar(Canvas canvas, Rectangle2D area, String label) {
    ColorBar.of(range, area, fraction -> color(range.low() + fraction * range.width(), 1))
        .draw(canvas, area, GAP, label);
  }
}
