package normflow.report.draw;

import java.awt.geom.Rectangle2D;
import java.util.List;
import normflow.report.draw.Canvas.Anchor;
import normflow.report.draw.Canvas.TextStyle;

/**
 * A plot area in layout units with the ranges that it shows; x grows to the right and y upwards.
 */
public record Axes(Rectangle2D area, Range x, Range y) {

  /** Space under the area for ticks and a label. */
  public static final double BOTTOM = 44;

  private static final double TICK = 4;
  private static final double GAP = 4;

  /** Of the longer range to the shorter one, for one unit to be as long in both. */
  private static final double MOST_RATIO = 2.5;

  /** The area with its top left corner given, as large as {@code side} allows, equal in aspect. */
  public static Axes equalAspect(double left, double top, double side, Range x, Range y) {
    double unit = side / Math.max(x.width(), y.width());
    // Whole units keep the frame on the pixel grid; a strip thinner than this would be no picture.
    double width = Math.max(40, Math.round(x.width() * unit));
    double height = Math.max(40, Math.round(y.width() * unit));
    return new Axes(new Rectangle2D.Double(left, top, width, height), x, y);
  }

  /**
   * The same, but of three to four where one range is far longer than the other: the columns have
   * different units then, and a strip would show nothing.
   */
  public static Axes fitted(double left, double top, double side, Range x, Range y) {
    double ratio = x.width() / y.width();
    return ratio <= MOST_RATIO && ratio >= 1 / MOST_RATIO
        ? equalAspect(left, top, side, x, y)
        : new Axes(new Rectangle2D.Double(left, top, side, Math.round(0.75 * side)), x, y);
  }

  public double column(double value) {
    return area.getX() + x.fraction(value) * area.getWidth();
  }

  public double row(double value) {
    return area.getMaxY() - y.fraction(value) * area.getHeight();
  }

  boolean contains(double pointX, double pointY) {
    return x.contains(pointX) && y.contains(pointY);
  }

  private Ticks xTicks() {
    return Ticks.in(x, Math.max(2, (int) (area.getWidth() / 46)));
  }

  private Ticks yTicks() {
    return Ticks.in(y, Math.max(2, (int) (area.getHeight() / 36)));
  }

  /** Space left of an area of this height for ticks and a label. */
  public static double left(Range y, double height, String label) {
    Ticks ticks = Ticks.in(y, Math.max(2, (int) (height / 36)));
    double labels = ticks.labels().stream().mapToDouble(TextStyle.TICK::width).max().orElse(0);
    // A minimum, so that pictures with short and long tick labels line up.
    return Math.max(40, Math.ceil(labels + TICK + GAP + (label.isEmpty() ? 6 : 24)));
  }

  public void drawGridLines(Canvas canvas) {
    drawYGridLines(canvas);
    for (double value : xTicks().values()) {
      canvas.line(column(value), area.getY(), column(value), area.getMaxY(), Canvas.FAINT);
    }
  }

  public void drawYGridLines(Canvas canvas) {
    for (double value : yTicks().values()) {
      canvas.line(area.getX(), row(value), area.getMaxX(), row(value), Canvas.FAINT);
    }
  }

  /** Draws frame, ticks and labels, over what is inside. */
  public void draw(Canvas canvas, String xLabel, String yLabel) {
    drawXTicks(canvas);
    double bottom = area.getMaxY() + BOTTOM - 8;
    canvas.text(xLabel, area.getCenterX(), bottom, Anchor.CENTRE, TextStyle.LABEL);
    drawY(canvas, yLabel);
  }

  /** Draws frame, y ticks and label. */
  public void drawY(Canvas canvas, String yLabel) {
    canvas.frame(area, Canvas.MUTED, 1);
    drawYTicks(canvas);
    double left = area.getX() - left(y, area.getHeight(), yLabel) + 14;
    canvas.upwards(yLabel, left, area.getCenterY(), TextStyle.LABEL);
  }

  /** Draws frame, ticks and label of the x axis only. */
  public void drawX(Canvas canvas, String xLabel) {
    canvas.frame(area, Canvas.MUTED, 0.8);
    drawXTicks(canvas);
    double bottom = area.getMaxY() + BOTTOM - 8;
    canvas.text(xLabel, area.getCenterX(), bottom, Anchor.CENTRE, TextStyle.LABEL);
  }

  /** Draws the ticks of the y axis only. */
  public void drawY(Canvas canvas) {
    drawYTicks(canvas);
  }

  private void drawXTicks(Canvas canvas) {
    double bottom = area.getMaxY();
    List<Double> values = xTicks().values();
    List<String> labels = xTicks().labels();
    for (int i = 0; i < values.size(); i++) {
      double column = column(values.get(i));
      canvas.line(column, bottom, column, bottom + TICK, Canvas.MUTED);
      double baseline = bottom + TICK + GAP + TextStyle.TICK.size() - 2;
      canvas.text(labels.get(i), column, baseline, Anchor.CENTRE, TextStyle.TICK);
    }
  }

  private void drawYTicks(Canvas canvas) {
    double left = area.getX();
    List<Double> values = yTicks().values();
    List<String> labels = yTicks().labels();
    for (int i = 0; i < values.size(); i++) {
      double row = row(values.get(i));
      canvas.line(left - TICK, row, left, row, Canvas.MUTED);
      double baseline = row + TextStyle.TICK.halfHeight();
      canvas.text(labels.get(i), left - TICK - GAP, baseline, Anchor.RIGHT, TextStyle.TICK);
    }
  }
}
