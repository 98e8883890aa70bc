package normflow.report.chart;

import java.awt.image.BufferedImage;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Dots;
import normflow.report.draw.Labels;
import normflow.report.draw.Points;
import normflow.report.draw.Range;

/**
 * Points of the plane as translucent dots; points outside the ranges are left out. It is as large
 * as a {@link Heatmap} of the same ranges, so that both line up side by side.
 */
public record Scatter(Labels labels, Points points, Range x, Range y) {

  private static final int DOT = 0x721F81;

  /** Ranges that hold 99.8 % of the points along each axis, and a margin. */
  public Scatter(Labels labels, Points points) {
    this(labels, points, points.xRange(0.001).padded(0.08), points.yRange(0.001).padded(0.08));
  }

  public BufferedImage image() {
    double left = Axes.left(y, Heatmap.SIDE, labels.y());
    Axes axes = Axes.fitted(left, labels.top(), Heatmap.SIDE, x, y);
    Canvas canvas =
        new Canvas(axes.area().getMaxX() + Heatmap.RIGHT, axes.area().getMaxY() + Axes.BOTTOM);
    axes.drawGridLines(canvas);
    Dots.draw(canvas, axes, points, DOT);
    axes.draw(canvas, labels.x(), labels.y());
    labels.drawTitle(canvas, axes, 12);
    return canvas.finish();
  }
}
