package normflow.study.search;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import normflow.study.search.TrialResult.Status;

/**
 * How trials stand that come to their rungs when they may, and which of them are to go on.
 *
 * <p>"A System for Massively Parallel Hyperparameter Tuning" (Li et al., 2020).
 */
final class Standings {

  private final Optional<Rungs> rungs;

  /** The results that were taken notice of, by the names of the trials. */
  private final Map<String, TrialResult> known = new HashMap<>();

  /** The furthest rung that a trial was sent to, by its number. */
  private final Map<Integer, Integer> sent = new HashMap<>();

  /**
   * @param rungs where trials are compared; none for straight to the end
   */
  Standings(Optional<Rungs> rungs) {
    this.rungs = rungs;
  }

  /** A trial that is to go on, and to which rung. */
  record Promotion(int trial, int rung) {}

  void put(String name, TrialResult result) {
    known.put(name, result);
  }

  /** What is known of a trial; null for nothing. */
  TrialResult get(String name) {
    return known.get(name);
  }

  void send(int trial, int rung) {
    sent.merge(trial, rung, Math::max);
  }

  boolean isSent(int trial) {
    return sent.containsKey(trial);
  }

  /** The furthest rung that a trial was sent to; the first one if to none. */
  int sentTo(int trial) {
    return sent.getOrDefault(trial, 0);
  }

  /** One that is among the best of its rung, from the furthest rung on. */
  Optional<Promotion> due() {
    for (int rung = last() - 1; rung >= 0; rung--) {
      List<TrialResult> there = at(rung);
      Optional<Promotion> promotion = promotion(rung, there, there.size() / factor());
      if (promotion.isPresent()) {
        return promotion;
      }
    }
    return Optional.empty();
  }

  /** One that goes on where no others are to come: at least the best of every rung. */
  Optional<Promotion> left() {
    for (int rung = 0; rung < last(); rung++) {
      List<TrialResult> there = at(rung);
      int most = rungs.orElseThrow().halving().promoted(there.size());
      Optional<Promotion> promotion = promotion(rung, there, most);
      if (promotion.isPresent()) {
        return promotion;
      }
    }
    return Optional.empty();
  }

  /**
   * No more than so many go on, but for one that is better than all: those to come are better as
   * the search learns, and nearly all would be among the best when they come.
   */
  private Optional<Promotion> promotion(int rung, List<TrialResult> ranked, int most) {
    long gone = ranked.stream().filter(result -> sentTo(result.trial()) > rung).count();
    return ranked.stream()
        .limit(gone < most ? most : Math.min(1, most))
        .filter(result -> !isBeyond(rung, result))
        .findFirst()
        .map(result -> new Promotion(result.trial(), rung + 1));
  }

  private boolean isBeyond(int rung, TrialResult result) {
    return result.status() != Status.PAUSED || sentTo(result.trial()) > rung;
  }

  /**
   * The numbers of what is known and did not fail, the best first: those of the furthest rung that
   * enough have come to, then those of rungs before.
   */
  List<Integer> ranked(int enough) {
    int rung = last();
    while (rung > 0 && at(rung).size() < enough) {
      rung--;
    }
    Set<Integer> ranked = new LinkedHashSet<>();
    for (int level = rung; level >= 0; level--) {
      at(level).forEach(result -> ranked.add(result.trial()));
    }
    return List.copyOf(ranked);
  }

  /** The numbers of what failed. */
  List<Integer> failed() {
    return known.values().stream()
        .filter(TrialResult::failed)
        .map(TrialResult::trial)
        .sorted()
        .toList();
  }

  /** What failed since it was there is no longer. */
  private List<TrialResult> at(int rung) {
    return Rungs.ranked(rung, known.values().stream().filter(its -> !its.failed()).toList());
  }

  /** The number of the best trial of the furthest rung that any has come to; empty for none. */
  Optional<Integer> best() {
    return ranked(1).stream().findFirst();
  }

  /** How many steps so many trials are, about. */
  int steps(int trials) {
    int steps = trials;
    int entrants = trials;
    for (int rung = 0; rung < last(); rung++) {
      entrants = rungs.orElseThrow().halving().promoted(entrants);
      steps += entrants;
    }
    return steps;
  }

  private int last() {
    return rungs.map(Rungs::count).orElse(0);
  }

  private int factor() {
    return rungs.orElseThrow().halving().factor();
  }
}
