package normflow.report.plot;

import java.util.List;

/**
 * Things with a value on each of several axes: a line each from axis to axis.
 *
 * @param axes from left to right, the last that of the loss
 * @param things from the worst on, the best on top
 */
public record ParallelPlot(List<PlotAxis> axes, List<Thing> things) implements Plot {

  /**
   * A line.
   *
   * @param name of it
   * @param color as style sheets have it
   * @param width in pixels
   * @param values one an axis: a text where it has names, else a number; "" for one that is missing
   * @param link where it leads, relative to the page, or ""
   */
  public record Thing(String name, String color, double width, List<Object> values, String link) {

    public Thing {
      values = List.copyOf(values);
    }
  }

  public ParallelPlot {
    axes = List.copyOf(axes);
    things = List.copyOf(things);
    for (Thing thing : things) {
      if (thing.values.size() != axes.size()) {
        throw new IllegalArgumentException(
            thing.name + " has " + thing.values.size() + " values for " + axes.size() + " axes");
      }
    }
  }

  @Override
  public String kind() {
    return "parallel";
  }
}
