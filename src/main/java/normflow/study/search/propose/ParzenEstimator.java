package normflow.study.search.propose;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import normflow.study.search.propose.Space.Dimension;

/**
 * A density over the values of all axes at once: the mean of one kernel around each of some trials,
 * and of a flat one. An axis that a trial does not have, since other values bring it, is flat in
 * that trial's kernel.
 *
 * <p>"Algorithms for Hyper-Parameter Optimization" (Bergstra et al., 2011); the kernels over all
 * axes as in "BOHB: Robust and Efficient Hyperparameter Optimization at Scale" (Falkner et al.,
 * 2018).
 */
final class ParzenEstimator {

  private final Space space;
  private final List<Map<String, Double>> trials;
  private final Kernels kernels;

  /**
   * @param trials where they lie, by the paths of the axes
   */
  ParzenEstimator(Space space, List<Map<String, Double>> trials) {
    this.space = space;
    this.trials = trials;
    int most = trials.stream().mapToInt(Map::size).max().orElse(0);
    this.kernels = new Kernels(trials.size(), most);
  }

  /** A draw: where it lies on all axes that it has. */
  Map<String, Double> draw(SplittableRandom random) {
    int kernel = random.nextInt(trials.size() + 1);
    Map<String, Double> drawn = new LinkedHashMap<>();
    draw(space, kernel < trials.size() ? trials.get(kernel) : Map.of(), random, drawn);
    return drawn;
  }

  private void draw(
      Space within,
      Map<String, Double> around,
      SplittableRandom random,
      Map<String, Double> drawn) {
    within
        .dimensions()
        .forEach(
            (path, dimension) -> {
              Double centre = around.get(path);
              double at =
                  centre == null
                      ? kernels.draw(dimension.scale(), random)
                      : kernels.draw(dimension.scale(), centre, random);
              drawn.put(path, at);
              draw(dimension.at(at), ifThere(around, centre, at), random, drawn);
            });
  }

  /** The axes that a value brings are another trial's too if that has the value. */
  private static Map<String, Double> ifThere(Map<String, Double> around, Double centre, double at) {
    return centre != null && centre == at ? around : Map.of();
  }

  /** The logarithm of the density of what {@link #draw} gives. */
  double logDensity(Map<String, Double> point) {
    double[] logs = new double[trials.size() + 1];
    for (int i = 0; i < trials.size(); i++) {
      logs[i] = logDensity(space, point, trials.get(i));
    }
    logs[trials.size()] = logDensity(space, point, Map.of());
    double most = DoubleStream.of(logs).max().orElseThrow();
    double sum = DoubleStream.of(logs).map(log -> Math.exp(log - most)).sum();
    return most + Math.log(sum / logs.length);
  }

  private double logDensity(Space within, Map<String, Double> point, Map<String, Double> around) {
    double sum = 0;
    for (Map.Entry<String, Dimension> entry : within.dimensions().entrySet()) {
      Dimension dimension = entry.getValue();
      double at = point.get(entry.getKey());
      Double centre = around.get(entry.getKey());
      sum +=
          centre == null
              ? kernels.flat(dimension.scale())
              : kernels.logDensity(dimension.scale(), centre, at);
      sum += logDensity(dimension.at(at), point, ifThere(around, centre, at));
    }
    return sum;
  }
}
