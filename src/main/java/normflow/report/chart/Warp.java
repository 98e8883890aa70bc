package normflow.report.chart;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Function;
import normflow.report.color.Hues;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Dots;
import normflow.report.draw.Points;
import normflow.report.draw.Range;
import normflow.text.Numbers;

/**
 * The same samples after each of some layers, one panel each, from the base to the data.
 *
 * <p>A sample keeps one colour in all panels: its angle in the first panel is the hue, its distance
 * from the first panel's origin the depth of the colour, so that the eye can follow it.
 */
public record Warp(String title, List<Panel> panels, Ranges ranges) {

  /** How the panels' axes are chosen. */
  public enum Ranges {
    /** One pair of ranges for all panels: true sizes and places. */
    SHARED,
    /** Each panel fills its own ranges: true shapes. */
    OWN
  }

  /** The samples at one place of the flow, in the same order in every panel. */
  public record Panel(String label, Points points) {}

  private static final int MOST_PANELS = 12;
  private static final double SIDE = 190;
  private static final double LEFT = 36;
  private static final double GAP = 16;
  private static final double TOP = 28;
  private static final double BOTTOM = 24;

  public Warp {
    panels = List.copyOf(panels);
    if (panels.isEmpty() || panels.size() > MOST_PANELS) {
      throw new IllegalArgumentException(
          "panels.size() = " + panels.size() + ": must lie in [1, " + MOST_PANELS + "]");
    }
    int size = panels.get(0).points().size();
    for (Panel panel : panels) {
      if (panel.points().size() != size) {
        throw new IllegalArgumentException(
            Numbers.format(
                "panel '%s' has %d points, the first has %d: each shows the same" + " samples",
                panel.label(), panel.points().size(), size));
      }
    }
  }

  public BufferedImage image() {
    int columns = columns();
    int rows = (panels.size() + columns - 1) / columns;
    double top = title.isEmpty() ? 0 : 28;
    double stepX = LEFT + SIDE + GAP;
    double stepY = TOP + SIDE + BOTTOM;
    Canvas canvas = new Canvas(columns * stepX, top + rows * stepY + 6);
    canvas.text(title, columns * stepX / 2, 22, Canvas.Anchor.CENTRE, Canvas.TextStyle.TITLE);
    int[] colors = Hues.of(panels.get(0).points());
    Square shared = Square.of(panels);
    for (int i = 0; i < panels.size(); i++) {
      int row = i / columns;
      double left = i % columns * stepX + LEFT;
      Square square = ranges == Ranges.SHARED ? shared : Square.of(List.of(panels.get(i)));
      Axes axes = Axes.equalAspect(left, top + row * stepY + TOP, SIDE, square.x(), square.y());
      drawPanel(canvas, panels.get(i), axes, colors);
    }
    return Hues.palette().reduce(canvas.finish());
  }

  /** At most four beside each other, and no row much emptier than the others. */
  private int columns() {
    int rows = (panels.size() + 3) / 4;
    return (panels.size() + rows - 1) / rows;
  }

  private static void drawPanel(Canvas canvas, Panel panel, Axes axes, int[] colors) {
    axes.drawGridLines(canvas);
    double radius = colors.length <= 1000 ? 1.8 : colors.length <= 4000 ? 1.3 : 1;
    double alpha = Math.min(0.9, Math.max(0.35, 28 / Math.sqrt(colors.length)));
    Dots.round(canvas, axes, panel.points(), radius, alpha, i -> colors[i]);
    axes.draw(canvas, "", "");
    Canvas.Anchor centre = Canvas.Anchor.CENTRE;
    canvas.text(
        panel.label(),
        axes.area().getCenterX(),
        axes.area().getY() - 9,
        centre,
        Canvas.TextStyle.LABEL);
  }

  /** The ranges of a square that holds nearly all points of some panels. */
  private record Square(Range x, Range y) {

    static Square of(List<Panel> panels) {
      Range x = range(panels, points -> points.xRange(0.002));
      Range y = range(panels, points -> points.yRange(0.002));
      double side = Math.max(x.width(), y.width());
      return new Square(wide(x, side), wide(y, side));
    }

    private static Range range(List<Panel> panels, Function<Points, Range> range) {
      return panels.stream()
          .map(Panel::points)
          .map(range)
          .reduce(Range::union)
          .orElseThrow()
          .padded(0.06);
    }

    private static Range wide(Range range, double side) {
      return range.padded((side / range.width() - 1) / 2);
    }
  }
}
