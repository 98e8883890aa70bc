package normflow.report.chart;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import normflow.report.color.Oklab;
import normflow.report.color.Palette;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Dots;
import normflow.report.draw.Points;
import normflow.report.draw.Range;

/**
 * Columns against columns: data below the diagonal, samples above it, and on it the distribution of
 * each column by itself. Mirror panels show the same two columns.
 *
 * @param columns their names; at most {@link #MOST} are drawn
 * @param data rows of these columns
 * @param samples rows of these columns
 */
public record PairPlot(List<String> columns, double[][] data, double[][] samples) {

  /** More panels would be too small to read. */
  public static final int MOST = 6;

  private static final int POINTS = 2_500;
  private static final int STEPS = 24;
  private static final double PAGE = 880;
  private static final double LEFT = 66;
  private static final double TOP = 34;
  private static final double GAP = 8;

  public PairPlot {
    columns = List.copyOf(columns);
    if (columns.size() < 2) {
      throw new IllegalArgumentException(
          "columns.size() = " + columns.size() + ": pairs need two at least");
    }
  }

  public BufferedImage image() {
    int count = Math.min(MOST, columns.size());
    double side = Math.floor(Math.min(220, (PAGE - LEFT) / count - GAP));
    double size = count * (side + GAP);
    Canvas canvas = new Canvas(LEFT + size, TOP + size + Axes.BOTTOM);
    Marginals.key(canvas, LEFT, 16);
    for (int row = 0; row < count; row++) {
      for (int column = 0; column < count; column++) {
        double left = LEFT + column * (side + GAP);
        double top = TOP + row * (side + GAP);
        Axes axes = panel(canvas, row, column, new Rectangle2D.Double(left, top, side, side));
        canvas.frame(axes.area(), Canvas.MUTED, 0.8);
        if (row == count - 1) {
          axes.drawX(canvas, columns.get(column));
        }
        if (column == 0) {
          label(canvas, axes, row, row == 0);
        }
      }
    }
    return palette().reduce(canvas.finish());
  }

  /** A picture of so many dots is a third of the size in few colours. */
  private static Palette palette() {
    Oklab white = Oklab.of(0xFFFFFF);
    List<Integer> colors = new ArrayList<>();
    for (Color end : List.of(Canvas.INK, Marginals.DATA_LINE, Marginals.SAMPLES_LINE)) {
      for (int i = 0; i < STEPS; i++) {
        colors.add(white.mix(Oklab.of(end.getRGB()), (double) i / (STEPS - 1)).rgb());
      }
    }
    return new Palette(colors);
  }

  /** The ticks of the first row would be those of a density: it has the name alone. */
  private void label(Canvas canvas, Axes axes, int row, boolean nameOnly) {
    if (!nameOnly) {
      axes.drawY(canvas);
    }
    canvas.upwards(columns.get(row), 14, axes.area().getCenterY(), Canvas.TextStyle.LABEL);
  }

  private Axes panel(Canvas canvas, int row, int column, Rectangle2D area) {
    double[] acrossData = Marginals.column(data, column);
    if (row == column) {
      double[] drawn = Marginals.column(samples, column);
      Axes axes =
          Marginals.axes(
              area.getX(), area.getY(), area.getWidth(), area.getHeight(), acrossData, drawn);
      Marginals.draw(canvas, axes, acrossData, drawn);
      return axes;
    }
    double[][] rows = row > column ? data : samples;
    Range x = Marginals.range(acrossData);
    Range y = Marginals.range(Marginals.column(data, row));
    Axes axes = new Axes(area, x, y);
    axes.drawGridLines(canvas);
    double[][] shown = Arrays.copyOf(rows, Math.min(POINTS, rows.length));
    Points points = Points.of(Marginals.column(shown, column), Marginals.column(shown, row));
    int rgb = (row > column ? Marginals.DATA_LINE : Marginals.SAMPLES_LINE).getRGB() & 0xFFFFFF;
    Dots.draw(canvas, axes, points, rgb);
    return axes;
  }
}
