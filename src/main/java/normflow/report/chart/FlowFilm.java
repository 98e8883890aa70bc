package normflow.report.chart;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import normflow.report.color.Hues;
import normflow.report.color.Palette;
import normflow.report.draw.Axes;
import normflow.report.draw.Canvas;
import normflow.report.draw.Dots;
import normflow.report.draw.Labels;
import normflow.report.draw.Points;
import normflow.report.draw.Range;
import normflow.report.film.Film;

/**
 * Samples on their way from the base to the data: between two layers each moves straight, slowly at
 * both ends of the film, and keeps its colour.
 *
 * @param stages the same samples at places of the flow, the base first
 */
public record FlowFilm(String xLabel, String yLabel, List<Warp.Panel> stages) {

  private static final double SIDE = 300;
  private static final double RIGHT = 16;

  /** What lies in between may go far: more of it may be cut off than at the ends. */
  private static final double END_TAIL = 0.001;

  private static final double MIDDLE_TAIL = 0.05;
  private static final int FRAMES = 49;
  private static final int PAUSE = 90;
  private static final int HOLD = 1_200;

  public FlowFilm {
    stages = List.copyOf(stages);
    if (stages.size() < 2) {
      throw new IllegalArgumentException(
          "stages.size() = " + stages.size() + ": a film needs base and data");
    }
  }

  /**
   * Draws all frames.
   *
   * @param scale pixels per layout unit
   */
  public Film film(double scale) {
    Palette palette = Hues.palette();
    int[] colors = Hues.of(stages.get(0).points());
    Range x = range(true);
    Range y = range(false);
    double half = Math.max(x.width(), y.width()) / 2;
    Axes axes =
        Axes.equalAspect(
            Axes.left(around(y, half), SIDE, yLabel), 34, SIDE, around(x, half), around(y, half));
    List<BufferedImage> frames =
        IntStream.range(0, FRAMES)
            .parallel()
            .mapToDouble(i -> (double) i / (FRAMES - 1))
            .map(time -> time * time * (3 - 2 * time) * (stages.size() - 1))
            .mapToObj(place -> palette.reduce(frame(axes, colors, place, scale)))
            .toList();
    return new Film(frames, scale, PAUSE, HOLD);
  }

  private BufferedImage frame(Axes axes, int[] colors, double place, double scale) {
    int stage = Math.min((int) place, stages.size() - 2);
    Points points =
        between(stages.get(stage).points(), stages.get(stage + 1).points(), place - stage);
    Canvas canvas =
        new Canvas(
            Math.ceil(axes.area().getMaxX() + RIGHT), axes.area().getMaxY() + Axes.BOTTOM, scale);
    axes.drawGridLines(canvas);
    Dots.round(canvas, axes, points, 1.7, 0.85, i -> colors[i]);
    axes.draw(canvas, xLabel, yLabel);
    String name = stages.get((int) Math.round(place)).label();
    new Labels(name, xLabel, yLabel).drawTitle(canvas, axes, 12);
    return canvas.finish();
  }

  private static Points between(Points from, Points to, double share) {
    double[] x = new double[from.size()];
    double[] y = new double[from.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (1 - share) * from.x(i) + share * to.x(i);
      y[i] = (1 - share) * from.y(i) + share * to.y(i);
    }
    return Points.of(x, y);
  }

  private Range range(boolean horizontal) {
    return IntStream.range(0, stages.size())
        .mapToObj(stage -> range(stage, horizontal))
        .reduce(Range::union)
        .orElseThrow()
        .padded(0.04);
  }

  private Range range(int stage, boolean horizontal) {
    boolean end = stage == 0 || stage == stages.size() - 1;
    double tail = end ? END_TAIL : MIDDLE_TAIL;
    Points points = stages.get(stage).points();
    return horizontal ? points.xRange(tail) : points.yRange(tail);
  }

  private static Range around(Range range, double half) {
    double middle = (range.low() + range.high()) / 2;
    return new Range(middle - half, middle + half);
  }
}
