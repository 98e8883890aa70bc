package normflow.study.search.propose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import normflow.config.Axis;
import org.junit.jupiter.api.Test;

class ParzenEstimatorTest {

  private static final Space SPACE =
      Space.of(
          Axis.all(
              ordered(
                  "rate", Map.of("type", "log-uniform", "from", 1e-4, "to", 1e-1),
                  "layers", Map.of("type", "range", "from", 1, "to", 6),
                  "flow",
                      List.of(
                          Map.of("value", Map.of("type", "glow")),
                          Map.of(
                              "value",
                              Map.of("type", "nsf"),
                              "axes",
                              Map.of("flow.bins", List.of(4, 8, 16)))))));

  @SuppressWarnings("unchecked")
  private static <T> Map<String, T> ordered(Object... entries) {
    Map<String, T> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], (T) entries[i + 1]);
    }
    return map;
  }

  private static Map<String, Double> point(double rate, long layers, int flow, int bins) {
    Map<String, Double> point =
        ordered("rate", rate, "layers", (double) layers, "flow", (double) flow);
    if (flow == 1) {
      point.put("flow.bins", (double) bins);
    }
    return point;
  }

  private static ParzenEstimator estimator() {
    return new ParzenEstimator(
        SPACE, List.of(point(1e-2, 2, 1, 0), point(2e-2, 3, 1, 1), point(1e-3, 6, 0, 0)));
  }

  /** The mean of something over the density, on a grid of all values. */
  private static double mean(ToDoubleFunction<Map<String, Double>> something) {
    ParzenEstimator estimator = estimator();
    int cells = 400;
    double sum = 0;
    for (int i = 0; i < cells; i++) {
      double rate = 1e-4 * Math.pow(1e3, (i + 0.5) / cells);
      for (int flow = 0; flow < 2; flow++) {
        for (int bins = 0; bins < (flow == 1 ? 3 : 1); bins++) {
          for (int layers = 1; layers <= 6; layers++) {
            Map<String, Double> values = point(rate, layers, flow, bins);
            // A whole number stands for a sixth of its axis.
            double weight = Math.exp(estimator.logDensity(values)) / cells / 6;
            sum += weight * something.applyAsDouble(values);
          }
        }
      }
    }
    return sum;
  }

  /** All values together have the probability 1, whatever brings which axis. */
  @Test
  void itsDensityIsOne() {
    // Of whole numbers the density in the middle stands for the whole of each.
    assertEquals(1, mean(values -> 1), 0.01);
  }

  @Test
  void drawsAreOfTheDensity() {
    ParzenEstimator estimator = estimator();
    SplittableRandom random = new SplittableRandom(5);
    int draws = 40_000;
    Map<List<Double>, Integer> counts = new LinkedHashMap<>();
    double logRates = 0;
    for (int i = 0; i < draws; i++) {
      Map<String, Double> drawn = estimator.draw(random);
      counts.merge(Arrays.asList(drawn.get("flow"), drawn.get("flow.bins")), 1, Integer::sum);
      logRates += Math.log10(drawn.get("rate"));
    }
    // Three kernels and a flat one; a name of its own has (1 + 1/4) / (1 + 2/4) of its kernel.
    double own = 1.25 / 1.5;
    double glow = (own + 2 * (1 - own) + 0.5) / 4;
    assertEquals(glow, (double) counts.get(Arrays.asList(0.0, null)) / draws, 0.01);
    double four = 1.25 / 1.75;
    double other = 0.25 / 1.75;
    double eight = (own * (other + four) + (1 - own) / 3 + 0.5 / 3) / 4;
    assertEquals(eight, (double) counts.get(List.of(1.0, 1.0)) / draws, 0.01);
    assertEquals(mean(values -> Math.log10(values.get("rate"))), logRates / draws, 0.03);
  }
}
