package normflow.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import normflow.report.plot.PlotAxis;
import normflow.text.Numbers;

/**
 * An axis of values that many things have one of each: names side by side, numbers where they lie,
 * by their logarithm where they span decades.
 *
 * @param name of the axis
 * @param ticks some values, from 0 at the start of the axis to 1 at its end
 * @param positions of all things, on the same scale; NaN for one that has no value
 * @param values of all things, texts or numbers; "" for one that has none
 * @param numeric whether the values are numbers
 * @param plot the same axis for one who asks
 */
public record ValueAxis(
    String name,
    List<Tick> ticks,
    List<Double> positions,
    List<Object> values,
    boolean numeric,
    PlotAxis plot) {

  /** A value and where it lies. */
  record Tick(String label, double position) {}

  /** So many distinct numbers have a tick each. */
  private static final int FEW = 8;

  /** The least ratio of two numbers whose axis is logarithmic; whole numbers count for less. */
  private static final double DECADE = 9.5;

  public ValueAxis {
    ticks = List.copyOf(ticks);
    positions = List.copyOf(positions);
    values = List.copyOf(values);
  }

  /**
   * An axis.
   *
   * @param texts of all things; "" for one that has no value
   * @param numbers of all things; empty where the value is none
   */
  public static ValueAxis of(String name, List<String> texts, List<OptionalDouble> numbers) {
    boolean numeric = true;
    for (int i = 0; i < texts.size(); i++) {
      numeric &= texts.get(i).isEmpty() || numbers.get(i).isPresent();
    }
    return numeric ? ofNumbers(name, texts, numbers) : ofNames(name, texts);
  }

  private static ValueAxis ofNames(String name, List<String> texts) {
    Map<String, Double> places = new LinkedHashMap<>();
    texts.stream().filter(text -> !text.isEmpty()).forEach(text -> places.put(text, 0.0));
    int next = 0;
    List<Tick> ticks = new ArrayList<>();
    for (String text : List.copyOf(places.keySet())) {
      double position = places.size() == 1 ? 0.5 : (double) next++ / (places.size() - 1);
      places.put(text, position);
      ticks.add(new Tick(text, position));
    }
    return new ValueAxis(
        name,
        ticks,
        texts.stream().map(text -> places.getOrDefault(text, Double.NaN)).toList(),
        List.copyOf(texts),
        false,
        PlotAxis.ofNames(name, List.copyOf(places.keySet())));
  }

  private static ValueAxis ofNumbers(
      String name, List<String> texts, List<OptionalDouble> numbers) {
    Map<Double, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      if (numbers.get(i).isPresent()) {
        labels.put(numbers.get(i).getAsDouble(), texts.get(i));
      }
    }
    double[] sorted = labels.keySet().stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return new ValueAxis(
          name,
          List.of(),
          texts.stream().map(text -> Double.NaN).toList(),
          List.copyOf(texts),
          true,
          PlotAxis.of(name));
    }
    boolean whole = Arrays.stream(sorted).allMatch(value -> value == Math.rint(value));
    double least = whole ? DECADE * DECADE : DECADE;
    Scale scale = new Scale(sorted[0], sorted[sorted.length - 1], least);
    boolean few = sorted.length <= FEW;
    double[] shown = few ? sorted : scale.ends();
    List<Tick> ticks =
        Arrays.stream(shown)
            .mapToObj(
                value ->
                    new Tick(
                        labels.getOrDefault(value, Numbers.format("%.3g", value)),
                        scale.position(value)))
            .toList();
    return new ValueAxis(
        name,
        ticks,
        numbers.stream()
            .map(number -> number.isPresent() ? scale.position(number.getAsDouble()) : Double.NaN)
            .toList(),
        few
            ? numbers.stream()
                .<Object>map(n -> n.isPresent() ? labels.get(n.getAsDouble()) : "")
                .toList()
            : numbers.stream()
                .<Object>map(n -> n.isPresent() ? (Object) n.getAsDouble() : "")
                .toList(),
        true,
        few
            ? PlotAxis.ofNames(name, ticks.stream().map(Tick::label).toList())
            : scale.logarithmic() ? PlotAxis.of(name).byLogarithm() : PlotAxis.of(name));
  }

  /** Where a thing lies on the plot's axis: its number, or that of its name. */
  public double plotted(int thing) {
    return values.get(thing) instanceof Double number
        ? number
        : plot.names().indexOf(values.get(thing));
  }

  /** Where numbers between two lie. */
  private record Scale(double low, double high, double leastRatio) {
    private boolean logarithmic() {
      return low > 0 && high / low >= leastRatio;
    }

    double position(double value) {
      if (low == high) {
        return 0.5;
      }
      return logarithmic()
          ? Math.log(value / low) / Math.log(high / low)
          : (value - low) / (high - low);
    }

    /** The ends and what is half-way between them. */
    double[] ends() {
      double middle = logarithmic() ? Math.sqrt(low * high) : (low + high) / 2;
      return DoubleStream.of(low, middle, high).toArray();
    }
  }

  /** Whether every value has a tick. */
  boolean isDiscrete() {
    return positions.stream().filter(position -> !position.isNaN()).distinct().count()
        <= ticks.size();
  }

  /** Whether all values are the same or missing. */
  public boolean isConstant() {
    return ticks.size() < 2;
  }
}
