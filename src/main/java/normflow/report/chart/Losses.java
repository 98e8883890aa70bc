package normflow.report.chart;

import java.awt.Color;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import normflow.report.color.LossColors;
import normflow.report.draw.Points;
import normflow.report.plot.Series;
import normflow.report.plot.Series.Shape;

/**
 * Things that have a loss each.
 *
 * @param names of the things
 * @param values of the losses; NaN where there is none
 * @param links where the things are found, relative to the page; "" for nowhere
 * @param label of the loss, with its unit
 */
public record Losses(List<String> names, List<Double> values, List<String> links, String label) {

  /** Behind all others. */
  private static final double HIGHEST = Double.NEGATIVE_INFINITY;

  /** Pixels across. */
  private static final double DOT = 9;

  public Losses {
    names = List.copyOf(names);
    values = List.copyOf(values);
    links = List.copyOf(links);
    if (names.size() != values.size() || links.size() != values.size()) {
      throw new IllegalArgumentException(
          names.size()
              + " names, "
              + values.size()
              + " losses and "
              + links.size()
              + " links: give one for each");
    }
  }

  int size() {
    return values.size();
  }

  double of(int thing) {
    return values.get(thing);
  }

  LossColors colors() {
    return LossColors.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The number of the thing that is drawn on top. */
  int best() {
    return worstFirst().get(size() - 1);
  }

  /**
   * The things as dots of a plot, from the worst on.
   *
   * @param place where on the axis across each lies; what is not finite is left out
   */
  Series dots(IntToDoubleFunction place) {
    LossColors colors = colors();
    List<Integer> shown =
        worstFirst().stream()
            .filter(i -> Double.isFinite(place.applyAsDouble(i)) && Double.isFinite(of(i)))
            .toList();
    return Series.of(
            label,
            Shape.DOTS,
            Color.BLACK,
            DOT,
            Points.of(
                shown.stream().mapToDouble(place::applyAsDouble).toArray(),
                shown.stream().mapToDouble(this::of).toArray()))
        .withColors(shown.stream().map(i -> Series.css(colors.color(of(i), 0.85))).toList())
        .withLabels(shown.stream().map(names::get).toList())
        .withLinks(shown.stream().map(links::get).toList());
  }

  /** Numbers of the things in the order in which they are drawn: the best lies on top. */
  List<Integer> worstFirst() {
    return IntStream.range(0, size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> values.get(i).isNaN() ? HIGHEST : -values.get(i)))
        .toList();
  }
}
