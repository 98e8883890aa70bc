package normflow.report.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** A white image with a coordinate system of layout units, origin at the top left. */
public final class Canvas {

  /** Pixels per layout unit. */
  public static final int SCALE = 2;

  public static final Color INK = new Color(0x24292F);
  public static final Color MUTED = new Color(0x57606A);
  public static final Color FAINT = new Color(0xE4E7EB);

  /** Where a text sits with respect to its point. */
  public enum Anchor {
    LEFT(0),
    CENTRE(0.5),
    RIGHT(1);

    private final double share;

    Anchor(double share) {
      this.share = share;
    }
  }

  /** A size in layout units with a weight and a colour. */
  public record TextStyle(double size, boolean bold, Color color) {
    public static final TextStyle TITLE = new TextStyle(14, true, INK);
    public static final TextStyle LABEL = new TextStyle(12, false, INK);
    public static final TextStyle TICK = new TextStyle(11, false, MUTED);

    public double width(String text) {
      return Typeface.width(text, size, bold);
    }

    /** The distance from the middle of a digit down to its baseline. */
    public double halfHeight() {
      return 0.36 * size;
    }
  }

  private final double scale;
  private final BufferedImage image;
  private final int[] pixels;
  private final Graphics2D graphics;

  public Canvas(double width, double height) {
    this(width, height, SCALE);
  }

  /**
   * @param scale pixels per layout unit
   */
  public Canvas(double width, double height, double scale) {
    this.scale = scale;
    image =
        new BufferedImage(
            (int) Math.round(width * scale),
            (int) Math.round(height * scale),
            BufferedImage.TYPE_INT_RGB);
    pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(scale, scale);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  /** Pixels per layout unit of this canvas. */
  public double scale() {
    return scale;
  }

  /** The finished image; nothing can be drawn after it. */
  public BufferedImage finish() {
    graphics.dispose();
    return image;
  }

  public void pixel(int column, int row, int rgb) {
    pixels[row * image.getWidth() + column] = rgb;
  }

  public int pixel(int column, int row) {
    return pixels[row * image.getWidth() + column] & 0xFFFFFF;
  }

  /**
   * Lays a colour over a pixel.
   *
   * @param cover how much of the pixel it hides, from 0 to 1
   */
  void blend(int column, int row, int rgb, double cover) {
    int under = pixel(column, row);
    int share = (int) (cover * 0x10000 + 0.5);
    int blended = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = (under >> shift) & 0xFF;
      int to = (rgb >> shift) & 0xFF;
      blended |= (from + (((to - from) * share + 0x8000) >> 16)) << shift;
    }
    pixel(column, row, blended);
  }

  public void clip(Rectangle2D area) {
    graphics.setClip(area);
  }

  public void unclip() {
    graphics.setClip(null);
  }

  public void fill(Shape shape, Color color) {
    if (shape instanceof Rectangle2D area && graphics.getClip() == null) {
      cover(area.getX(), area.getY(), area.getMaxX(), area.getMaxY(), color);
    } else {
      graphics.setColor(color);
      graphics.fill(shape);
    }
  }

  /**
   * Fills a rectangle, each pixel by as much as is covered of it. Nearly all of a picture is made
   * of these; a general filler of shapes takes many times as long, most of it until it is compiled.
   */
  private void cover(double left, double top, double right, double bottom, Color color) {
    double fromX = Math.max(0, left * scale);
    double toX = Math.min(image.getWidth(), right * scale);
    double fromY = Math.max(0, top * scale);
    double toY = Math.min(image.getHeight(), bottom * scale);
    double alpha = color.getAlpha() / 255.0;
    for (int row = (int) fromY; row < toY; row++) {
      double high = alpha * (Math.min(row + 1, toY) - Math.max(row, fromY));
      for (int column = (int) fromX; column < toX; column++) {
        double wide = Math.min(column + 1, toX) - Math.max(column, fromX);
        blend(column, row, color.getRGB(), wide * high);
      }
    }
  }

  public void stroke(Shape shape, Color color, double width, float... dashes) {
    graphics.setColor(color);
    graphics.setStroke(
        new BasicStroke(
            (float) width,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_ROUND,
            1,
            dashes.length == 0 ? null : dashes,
            0));
    graphics.draw(shape);
  }

  /** Draws a line along one of the axes, from its lower end to its higher one. */
  public void line(double x1, double y1, double x2, double y2, Color color) {
    line(x1, y1, x2, y2, color, 1);
  }

  private void line(double x1, double y1, double x2, double y2, Color color, double width) {
    double across = y1 == y2 ? 0 : width / 2;
    double down = width / 2 - across;
    fill(
        new Rectangle2D.Double(x1 - across, y1 - down, x2 - x1 + 2 * across, y2 - y1 + 2 * down),
        color);
  }

  /** Draws the edges of a rectangle. */
  public void frame(Rectangle2D area, Color color, double width) {
    double half = width / 2;
    for (double y : new double[] {area.getY(), area.getMaxY()}) {
      line(area.getX() - half, y, area.getMaxX() + half, y, color, width);
    }
    for (double x : new double[] {area.getX(), area.getMaxX()}) {
      line(x, area.getY() + half, x, area.getMaxY() - half, color, width);
    }
  }

  /** Draws a text whose baseline passes through the point. */
  public void text(String text, double x, double y, Anchor anchor, TextStyle style) {
    if (Typeface.available() && !text.isEmpty()) {
      graphics.setColor(style.color());
      graphics.setFont(Typeface.font(style.size(), style.bold()));
      graphics.drawString(text, (float) (x - anchor.share * style.width(text)), (float) y);
    }
  }

  /** Draws a text that reads upwards, its middle at the point. */
  public void upwards(String text, double x, double y, TextStyle style) {
    AffineTransform before = graphics.getTransform();
    graphics.translate(x, y);
    graphics.rotate(-Math.PI / 2);
    text(text, 0, 0, Anchor.CENTRE, style);
    graphics.setTransform(before);
  }
}
