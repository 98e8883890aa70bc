package normflow.study.search.propose;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import normflow.codec.ConfigException;
import normflow.config.Axis;
import normflow.config.Axis.Option;
import normflow.config.Scale;

/**
 * What a search that learns moves in: where each trial lies on its axes, as numbers.
 *
 * @param dimensions by the paths of the axes that every trial has
 */
public record Space(Map<String, Dimension> dimensions) {

  /**
   * An axis.
   *
   * @param scale of its coordinates
   * @param names its values in their order, where it has no numbers
   * @param below what each of them brings
   */
  public record Dimension(Scale scale, List<Option> names, List<Space> below) {

    Option value(double coordinate) {
      return scale instanceof Scale.Interval numbers
          ? Option.of(numbers.value(coordinate))
          : names.get((int) coordinate);
    }

    double coordinate(Option value) {
      return names.isEmpty() ? value.number().orElseThrow() : names.indexOf(value);
    }

    /** The axes that a trial has because it lies there. */
    Space at(double coordinate) {
      return below.isEmpty() ? NOTHING : below.get((int) coordinate);
    }
  }

  private static final Space NOTHING = new Space(Map.of());

  /**
   * That of some axes.
   *
   * @throws ConfigException if a value brings an axis that there is already
   */
  public static Space of(Map<String, Axis> axes) {
    return of(axes, Set.of());
  }

  private static Space of(Map<String, Axis> axes, Set<String> outer) {
    Set<String> paths = new HashSet<>(outer);
    for (String path : axes.keySet()) {
      if (!paths.add(path)) {
        throw new ConfigException(
            "axes: "
                + path
                + " is an axis of all trials, and one that a value brings: leave one out",
            null);
      }
    }
    Map<String, Dimension> dimensions = new LinkedHashMap<>();
    axes.forEach((path, axis) -> dimensions.put(path, dimension(axis, paths)));
    return new Space(dimensions);
  }

  private static Dimension dimension(Axis axis, Set<String> outer) {
    Scale scale = axis.scale();
    List<Option> names = scale instanceof Scale.Names ? axis.options() : List.of();
    return new Dimension(
        scale, names, names.stream().map(option -> of(option.axes(), outer)).toList());
  }

  /** Where values lie on their axes. */
  public Map<String, Double> coordinates(Map<String, Option> values) {
    Map<String, Double> coordinates = new LinkedHashMap<>();
    dimensions.forEach(
        (path, dimension) -> {
          double at = dimension.coordinate(values.get(path));
          coordinates.put(path, at);
          coordinates.putAll(dimension.at(at).coordinates(values));
        });
    return coordinates;
  }

  /** The values that lie there. */
  public Map<String, Option> values(Map<String, Double> coordinates) {
    Map<String, Option> values = new LinkedHashMap<>();
    dimensions.forEach(
        (path, dimension) -> {
          double at = coordinates.get(path);
          values.put(path, dimension.value(at));
          values.putAll(dimension.at(at).values(coordinates));
        });
    return values;
  }
}
