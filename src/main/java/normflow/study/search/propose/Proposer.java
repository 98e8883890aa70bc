package normflow.study.search.propose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import normflow.config.Search.Tpe;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;

/**
 * Proposes trials where good ones are denser than others: of some draws from the density of the
 * good ones, that whose density is the greatest multiple of that of the others.
 *
 * <p>"Algorithms for Hyper-Parameter Optimization" (Bergstra et al., 2011).
 *
 * @param space of the trials
 * @param search how it learns
 */
public record Proposer(Space space, Tpe search) {

  private static final int DRAWS = 64;
  private static final double GOOD = 0.1;
  private static final int KEY = "proposal".hashCode();

  /**
   * Where a trial may lie, from the best proposal to the worst.
   *
   * @param number of the draws, such as that of the trial; a proposal is a function of it and of
   *     what is known
   * @param ranked where what is known lies, the best first
   * @param bad where what failed lies, and what is not known yet, which is taken for bad
   */
  public List<Map<String, Double>> proposals(
      int number, List<Map<String, Double>> ranked, List<Map<String, Double>> bad) {
    SplittableRandom random = Streams.stream(search.seed(), Purpose.TRIALS, number, KEY);
    if (ranked.size() < search.startup()) {
      return draws(new ParzenEstimator(space, List.of()), random);
    }
    int good = (int) Math.ceil(GOOD * ranked.size());
    List<Map<String, Double>> others = new ArrayList<>(ranked.subList(good, ranked.size()));
    others.addAll(bad);
    ParzenEstimator better = new ParzenEstimator(space, ranked.subList(0, good));
    ParzenEstimator worse = new ParzenEstimator(space, others);
    return draws(better, random).stream()
        .map(point -> new Draw(point, better.logDensity(point) - worse.logDensity(point)))
        .sorted(Comparator.comparingDouble(Draw::merit).reversed())
        .map(Draw::point)
        .toList();
  }

  private record Draw(Map<String, Double> point, double merit) {}

  private static List<Map<String, Double>> draws(ParzenEstimator from, SplittableRandom random) {
    List<Map<String, Double>> draws = new ArrayList<>();
    for (int i = 0; i < DRAWS; i++) {
      draws.add(from.draw(random));
    }
    return draws;
  }
}
