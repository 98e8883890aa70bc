package normflow.report.plot;

import java.util.List;

/**
 * Lines, dots and bars over two axes.
 *
 * @param x the axis across
 * @param y the axis up
 * @param series from the lowest on, the last on top
 * @param named whether there are so few of them that a key names them
 * @param levels lines across
 * @param marks lines up, each with its name
 * @param bands of y that are shaded
 */
public record XyPlot(
    PlotAxis x,
    PlotAxis y,
    List<Series> series,
    boolean named,
    List<Line> levels,
    List<Line> marks,
    List<Band> bands)
    implements Plot {

  /** A line across or up the whole plot, and its name. */
  public record Line(String name, double value) {}

  /** Values that lie between two. */
  public record Band(double low, double high) {}

  public XyPlot {
    series = List.copyOf(series);
    levels = List.copyOf(levels);
    marks = List.copyOf(marks);
    bands = List.copyOf(bands);
  }

  /** Without lines and bands. */
  public XyPlot(PlotAxis x, PlotAxis y, List<Series> series, boolean named) {
    this(x, y, series, named, List.of(), List.of(), List.of());
  }

  @Override
  public String kind() {
    return "xy";
  }
}
