package normflow.report.plot;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import normflow.report.draw.Points;
import normflow.text.Numbers;

/**
 * Points of a plot that belong together.
 *
 * @param name of all of them
 * @param shape how they are drawn
 * @param colors such as {@code #0072b2} or {@code #0072b280}: one of all points, or one for each
 * @param width of the line, or the diameter of a dot, in pixels
 * @param x where they lie; on an axis of names the number of the name
 * @param y where they lie
 * @param spread half the length of a bar of errors through each, or none at all
 * @param labels what is said of each besides its values, or none at all
 * @param links where each leads, relative to the page, or none at all; one alone is that of all
 */
public record Series(
    String name,
    Shape shape,
    List<String> colors,
    double width,
    double[] x,
    double[] y,
    double[] spread,
    List<String> labels,
    List<String> links) {

  /** How points are drawn. */
  public enum Shape {
    LINE,
    DASHED,
    DOTS,
    BARS
  }

  public Series {
    colors = List.copyOf(colors);
    labels = List.copyOf(labels);
    links = List.copyOf(links);
    if (x.length != y.length
        || (spread.length != 0 && spread.length != x.length)
        || (!labels.isEmpty() && labels.size() != x.length)
        || (links.size() > 1 && links.size() != x.length)
        || (colors.size() != 1 && colors.size() != x.length)) {
      throw new IllegalArgumentException(
          Numbers.format(
              "series %s: %d x, %d y, %d spreads, %d labels, %d links, %d colours: give one for each"
                  + " point",
              name, x.length, y.length, spread.length, labels.size(), links.size(), colors.size()));
    }
  }

  /** Points without more; those that are not finite are left out. */
  public static Series of(String name, Shape shape, Color color, double width, Points points) {
    int[] finite =
        IntStream.range(0, points.size())
            .filter(i -> Double.isFinite(points.x(i)) && Double.isFinite(points.y(i)))
            .toArray();
    return new Series(
        name,
        shape,
        List.of(css(color)),
        width,
        Plot.rounded(IntStream.of(finite).mapToDouble(points::x).toArray()),
        Plot.rounded(IntStream.of(finite).mapToDouble(points::y).toArray()),
        new double[0],
        List.of(),
        List.of());
  }

  /** With bars of errors. */
  public Series withSpread(double... halves) {
    return new Series(name, shape, colors, width, x, y, Plot.rounded(halves), labels, links);
  }

  /** With a colour for each point. */
  public Series withColors(List<String> each) {
    return new Series(name, shape, each, width, x, y, spread, labels, links);
  }

  /** With what is said of each point. */
  public Series withLabels(List<String> texts) {
    return new Series(name, shape, colors, width, x, y, spread, texts, links);
  }

  /** With where each point leads, or all of them. */
  public Series withLinks(List<String> paths) {
    return new Series(name, shape, colors, width, x, y, spread, labels, paths);
  }

  /** A colour as style sheets have it. */
  public static String css(Color color) {
    String rgb = String.format(Locale.ROOT, "#%06x", color.getRGB() & 0xFFFFFF);
    return color.getAlpha() == 255
        ? rgb
        : rgb + String.format(Locale.ROOT, "%02x", color.getAlpha());
  }
}
