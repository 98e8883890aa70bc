package normflow.report.plot;

import java.util.List;
import java.util.OptionalDouble;
import normflow.report.draw.Range;

/**
 * An axis of a plot.
 *
 * @param name with its unit
 * @param names side by side; empty for an axis of numbers
 * @param logarithmic whether it is at first by the logarithm
 * @param low where it begins at first; empty where the least value is
 * @param high where it ends at first; empty where the largest value is
 */
public record PlotAxis(
    String name, List<String> names, boolean logarithmic, OptionalDouble low, OptionalDouble high) {

  public PlotAxis {
    names = List.copyOf(names);
  }

  /** Of numbers, all of them in sight. */
  public static PlotAxis of(String name) {
    return new PlotAxis(name, List.of(), false, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** Of numbers, at first from the one end of a range to the other. */
  public static PlotAxis of(String name, Range range) {
    OptionalDouble low = OptionalDouble.of(range.low());
    return new PlotAxis(name, List.of(), false, low, OptionalDouble.of(range.high()));
  }

  /** Of names side by side, each at its number from 0 on. */
  public static PlotAxis ofNames(String name, List<String> names) {
    return new PlotAxis(name, names, false, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** The same by the logarithm. */
  public PlotAxis byLogarithm() {
    return new PlotAxis(name, names, true, low, high);
  }
}
