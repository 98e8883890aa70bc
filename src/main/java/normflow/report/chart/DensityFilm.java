package normflow.report.chart;

import java.util.List;
import normflow.report.color.ColorMap;
import normflow.report.color.ColorScale;
import normflow.report.color.Palette;
import normflow.report.draw.Grid;
import normflow.report.draw.Labels;
import normflow.report.film.Film;

/**
 * A density that takes shape: heatmaps of one place with one colour scale.
 *
 * @param frames from the first to the last
 */
public record DensityFilm(String xLabel, String yLabel, List<Frame> frames, ColorScale scale) {

  /** A heatmap with its title. */
  public record Frame(String title, Grid grid) {}

  private static final int PAUSE = 180;
  private static final int HOLD = 1_500;

  public DensityFilm {
    frames = List.copyOf(frames);
  }

  /**
   * Draws all frames.
   *
   * @param pixels per layout unit
   */
  public Film film(double pixels) {
    Palette palette = ColorMap.palette();
    return new Film(
        frames.parallelStream()
            .map(
                frame ->
                    new Heatmap(new Labels(frame.title(), xLabel, yLabel), frame.grid(), scale))
            .map(heatmap -> palette.reduce(heatmap.image(pixels)))
            .toList(),
        pixels,
        PAUSE,
        HOLD);
  }
}
