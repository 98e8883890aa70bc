package normflow.study.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import normflow.study.search.SearchCurve.Point;
import normflow.text.Numbers;

/**
 * What searches came to: how many trainings until they are where random search ends, and how far
 * behind that they are after some.
 *
 * @param curves by search, then by problem, then one a seed
 */
record SearchSummary(Map<String, Map<String, Map<Integer, List<Point>>>> curves) {

  private static final String RANDOM = "random";
  private static final int[] AFTER = {8, 16, 32, 64};
  private static final double NEAR = 0.01;

  /** Of lines of {@link SearchBenchmark}. */
  static SearchSummary of(List<String> lines) {
    Map<String, Map<String, Map<Integer, List<Point>>>> curves = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      curves
          .computeIfAbsent(cells[2], key -> new LinkedHashMap<>())
          .computeIfAbsent(cells[0], key -> new TreeMap<>())
          .computeIfAbsent(Integer.valueOf(cells[1]), key -> new ArrayList<>())
          .add(
              new Point(
                  Double.parseDouble(cells[3]),
                  Double.parseDouble(cells[4]),
                  Double.parseDouble(cells[5])));
    }
    return new SearchSummary(curves);
  }

  /**
   * Prints a row for every search on every problem, and one for it on all of them: medians over the
   * pairs of a seed and of a random search with another seed; means with the standard error over
   * the seeds of how far the best so far is behind the end of random searches.
   */
  void print() {
    System.out.print("\n| search | problem | trainings until | until .01 off | by 16 | spent |");
    for (int trainings : AFTER) {
      System.out.print(" after " + trainings + " |");
    }
    System.out.println(" test |");
    curves.forEach(
        (search, problems) -> {
          List<Pair> all = new ArrayList<>();
          problems.keySet().stream()
              .filter(curves.get(RANDOM)::containsKey)
              .forEach(problem -> all.addAll(print(search, problem)));
          System.out.println("| " + search + " | all | " + Pair.words(all) + " |");
        });
  }

  /** How soon a search is where a random search ends, and within {@link #NEAR} of it. */
  private record Pair(double until, double near) {

    static String words(List<Pair> pairs) {
      double soon = pairs.stream().filter(pair -> pair.until() <= 16).count();
      return Numbers.format(
          "%s | %s | %.0f%%",
          word(median(pairs.stream().map(Pair::until).toList())),
          word(median(pairs.stream().map(Pair::near).toList())),
          100 * soon / pairs.size());
    }
  }

  private List<Pair> print(String search, String problem) {
    List<Double> goals = goals(problem);
    List<Pair> pairs = new ArrayList<>();
    for (List<Point> curve : curves.get(search).get(problem).values()) {
      for (double goal : goals) {
        // Not a random search beside itself.
        if (!search.equals(RANDOM) || last(curve).best() != goal) {
          pairs.add(new Pair(until(curve, goal), until(curve, goal + NEAR)));
        }
      }
    }
    StringBuilder row = new StringBuilder("| " + search + " | " + problem + " | ");
    row.append(Pair.words(pairs)).append(" | ");
    row.append(spread(search, problem, curve -> last(curve).trainings()));
    for (int trainings : AFTER) {
      row.append(" | ");
      row.append(spread(search, problem, curve -> at(curve, trainings) - mean(goals)));
    }
    row.append(" | ").append(spread(search, problem, curve -> last(curve).test()));
    System.out.println(row + " |");
    return pairs;
  }

  /** Mean over the seeds, and its standard error. */
  private String spread(String search, String problem, ToDoubleFunction<List<Point>> value) {
    return spread(
        curves.get(search).get(problem).values().stream().map(value::applyAsDouble).toList());
  }

  /** Where random search ends, by each of its seeds. */
  private List<Double> goals(String problem) {
    return curves.get(RANDOM).get(problem).values().stream()
        .map(curve -> last(curve).best())
        .toList();
  }

  private static Point last(List<Point> curve) {
    return curve.get(curve.size() - 1);
  }

  private static double until(List<Point> curve, double goal) {
    return curve.stream()
        .filter(point -> point.best() <= goal)
        .mapToDouble(Point::trainings)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static double at(List<Point> curve, double trainings) {
    return curve.stream()
        .filter(point -> point.trainings() <= trainings)
        .reduce((first, later) -> later)
        .map(Point::best)
        .orElse(Double.NaN);
  }

  private static double median(List<Double> values) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted(Comparator.naturalOrder()).toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static String spread(List<Double> values) {
    double mean = mean(values);
    double variance =
        values.stream().mapToDouble(value -> Math.pow(value - mean, 2)).sum()
            / Math.max(1, values.size() - 1);
    return Numbers.format("%.3f ± %.3f", mean, Math.sqrt(variance / values.size()));
  }

  private static String word(double trainings) {
    return Double.isFinite(trainings) ? Numbers.format("%.1f", trainings) : "never";
  }
}
