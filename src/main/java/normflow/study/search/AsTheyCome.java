package normflow.study.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.study.Strategy;
import normflow.study.Trial;
import normflow.study.search.Journal.Entry;
import normflow.study.search.Journal.Kind;
import normflow.study.search.TrialResult.Status;

/**
 * Begins a trial, or lets one go on, whenever there is room: no rung waits for the slowest, and
 * what is proposed learns from all that is known by then. A trial goes on from a rung once it is
 * among the best there, one in so many of those that have come.
 *
 * <p>"A System for Massively Parallel Hyperparameter Tuning" (Li et al., 2020).
 */
final class AsTheyCome implements Strategy<TrialResult> {

  private static final int MOST_PROPOSALS = 20;

  private final Trials trials;
  private final Optional<Rungs> rungs;
  private final Proposer proposer;
  private final Journal journal;
  private final Queue<Integer> replayed;
  private final int parallelism;
  private final Consumer<Trial> fits;
  private final Consumer<Trial> begins;

  /** Where the trials that are on their way are to come. */
  private final Map<Trial, Integer> open = new LinkedHashMap<>();

  /** The furthest that a trial was sent, by its number. */
  private final Map<Integer, Integer> sent = new HashMap<>();

  /** The results that were taken notice of, by the names of the trials. */
  private final Map<String, TrialResult> known = new HashMap<>();

  /** Where trials lie, by their numbers. */
  private final Map<Integer, Map<String, Double>> points = new HashMap<>();

  /** What failed in a run before is tried again. */
  private final Map<Trial, TrialResult> failedBefore = new LinkedHashMap<>();

  private int planned = -1;

  /**
   * @param trials those that are drawn at random; more are added
   * @param rungs where trials are compared; none for straight to the end
   * @param journal of what happened before
   * @param replayed in which order steps are to end: the numbers of their trials; empty for as they
   *     come
   * @param parallelism steps at a time
   * @param fits refuses a trial that its rows do not fit
   * @param begins told of every trial before its first step
   */
  AsTheyCome(
      Trials trials,
      Optional<Rungs> rungs,
      Proposer proposer,
      Journal journal,
      List<Integer> replayed,
      int parallelism,
      Consumer<Trial> fits,
      Consumer<Trial> begins) {
    this.trials = trials;
    this.rungs = rungs;
    this.proposer = proposer;
    this.journal = journal;
    this.replayed = new ArrayDeque<>(replayed);
    this.parallelism = parallelism;
    this.fits = fits;
    this.begins = begins;
  }

  /** Adds the trials that a journal has. */
  static void restore(Journal journal, Trials trials, Proposer proposer) {
    for (Entry entry : journal.entries()) {
      boolean known = trials.all().stream().anyMatch(trial -> trial.number() == entry.trial());
      if (entry.kind() == Kind.PROPOSED && !known) {
        trials.propose(proposer.space().values(entry.at()), trial -> {});
      }
    }
  }

  @Override
  public Round<TrialResult> next(Map<String, TrialResult> results, int running) {
    List<Step> steps = new ArrayList<>();
    boolean first = planned < 0;
    if (first) {
      planned = planned();
      goOn(results);
    }
    boolean reached;
    do {
      reached = reach(results);
      fill(steps);
    } while (reached || isStuck(running, steps));
    if (first) {
      // With what a run before has begun and not ended.
      steps.clear();
      open.forEach((trial, rung) -> steps.add(step(trial, rung)));
    }
    journal.save();
    String name = rungs.isPresent() ? "to their rungs" : "to the end";
    return new Round<>(
        new Stage(name, trials.planned(), planned),
        steps,
        open.isEmpty() ? stopped(results) : Map.of());
  }

  /** What a run before was about. */
  private void goOn(Map<String, TrialResult> results) {
    Map<Integer, Trial> byNumber = new HashMap<>();
    trials.all().forEach(trial -> byNumber.put(trial.number(), trial));
    for (Entry entry : journal.entries()) {
      Trial trial = byNumber.get(entry.trial());
      if (entry.kind() == Kind.REACHED) {
        open.remove(trial);
        replayed.poll();
        planned--;
      } else {
        open.put(trial, entry.rung());
        sent.merge(entry.trial(), entry.rung(), Math::max);
      }
    }
    for (Trial trial : trials.all()) {
      TrialResult result = results.get(trial.name());
      if (result != null) {
        known.put(trial.name(), open.containsKey(trial) ? result.before(open.get(trial)) : result);
      }
      if (result != null && result.failed()) {
        failedBefore.put(trial, result);
      }
    }
  }

  /** Takes notice of one step that has ended, in the order that is to be replayed. */
  private boolean reach(Map<String, TrialResult> results) {
    Optional<Trial> reached =
        open.entrySet().stream()
            .filter(sent -> hasReached(sent.getKey(), sent.getValue(), results))
            .map(Map.Entry::getKey)
            .filter(trial -> replayed.isEmpty() || replayed.peek() == trial.number())
            .findFirst();
    reached.ifPresent(
        trial -> {
          journal.reached(trial.number(), open.remove(trial));
          known.put(trial.name(), results.get(trial.name()));
          replayed.poll();
        });
    return reached.isPresent();
  }

  /** An order that cannot be kept, as trials have other ends here, is given up. */
  private boolean isStuck(int running, List<Step> steps) {
    boolean stuck = running == 0 && steps.isEmpty() && !replayed.isEmpty() && !open.isEmpty();
    if (stuck) {
      replayed.clear();
    }
    return stuck;
  }

  private boolean hasReached(Trial trial, int rung, Map<String, TrialResult> results) {
    TrialResult result = results.get(trial.name());
    return result != null
        && (result.status() == Status.FINISHED
            || (result.failed() && !isThatOfBefore(trial, result))
            || result.rungs().size() > rung);
  }

  /** The next attempt may fail with an equal result. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isThatOfBefore(Trial trial, TrialResult result) {
    return result == failedBefore.get(trial);
  }

  private void fill(List<Step> steps) {
    while (open.size() < parallelism) {
      Optional<Step> step = decide();
      if (step.isEmpty()) {
        return;
      }
      steps.add(step.get());
    }
  }

  private Optional<Step> decide() {
    for (Trial trial : failedBefore.keySet()) {
      if (isThatOfBefore(trial, known.get(trial.name())) && !open.containsKey(trial)) {
        int rung = sent.getOrDefault(trial.number(), 0);
        journal.promoted(trial.number(), rung);
        return Optional.of(send(trial, rung));
      }
    }
    for (int rung = last() - 1; rung >= 0; rung--) {
      List<TrialResult> there = Rungs.ranked(rung, known.values());
      Optional<Step> promoted = promote(rung, there, there.size() / factor());
      if (promoted.isPresent()) {
        return promoted;
      }
    }
    Optional<Trial> next = next();
    if (next.isPresent()) {
      Trial trial = next.get();
      journal.proposed(trial.number(), at(trial));
      begins.accept(trial);
      return Optional.of(send(trial, 0));
    }
    for (int rung = 0; rung < last() && open.isEmpty(); rung++) {
      List<TrialResult> there = Rungs.ranked(rung, known.values());
      int best = (there.size() + factor() - 1) / factor();
      Optional<Step> promoted = promote(rung, there, best);
      if (promoted.isPresent()) {
        return promoted;
      }
    }
    return Optional.empty();
  }

  /**
   * No more than so many go on, but for one that is better than all: those to come are better as
   * the search learns, and nearly all would be among the best when they come.
   */
  private Optional<Step> promote(int rung, List<TrialResult> ranked, int most) {
    long gone = ranked.stream().filter(result -> isBeyond(rung, result)).count();
    return ranked.stream()
        .limit(gone < most ? most : Math.min(1, most))
        .filter(result -> !isBeyond(rung, result))
        .findFirst()
        .map(
            result -> {
              journal.promoted(result.trial(), rung + 1);
              return send(trial(result), rung + 1);
            });
  }

  private boolean isBeyond(int rung, TrialResult result) {
    return result.status() != Status.PAUSED || sent.get(result.trial()) > rung;
  }

  private Trial trial(TrialResult result) {
    return trials.all().stream()
        .filter(trial -> trial.number() == result.trial())
        .findFirst()
        .orElseThrow();
  }

  /** The next one that was drawn at random, then one that is proposed. */
  private Optional<Trial> next() {
    Optional<Trial> drawn =
        trials.all().stream().filter(trial -> !sent.containsKey(trial.number())).findFirst();
    if (drawn.isPresent() || trials.all().size() >= trials.planned()) {
      return drawn;
    }
    List<Map<String, Double>> ranked = ranked().map(result -> at(trial(result))).toList();
    List<Map<String, Double>> running = open.keySet().stream().map(this::at).toList();
    for (int i = 0; i < MOST_PROPOSALS; i++) {
      int number = trials.all().size() + 1 + i * trials.planned();
      for (Map<String, Double> point : proposer.proposals(number, ranked, running)) {
        Optional<Trial> added = added(point);
        if (added.isPresent()) {
          return added;
        }
      }
    }
    trials.noMore();
    return Optional.empty();
  }

  /** A proposal that is no job, such as a flow that the columns do not fit, is none. */
  private Optional<Trial> added(Map<String, Double> point) {
    try {
      return trials.propose(proposer.space().values(point), fits);
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  /**
   * What is known, the best first: those of the furthest rung that enough have come to, then those
   * of rungs before, then what failed.
   */
  private Stream<TrialResult> ranked() {
    Collection<TrialResult> results = known.values();
    int rung = last();
    while (rung > 0 && Rungs.ranked(rung, results).size() < proposer.search().startup()) {
      rung--;
    }
    List<TrialResult> ranked = new ArrayList<>();
    for (int level = rung; level >= 0; level--) {
      Rungs.ranked(level, results).stream()
          .filter(result -> !ranked.contains(result))
          .forEach(ranked::add);
    }
    return Stream.concat(ranked.stream(), results.stream().filter(TrialResult::failed));
  }

  private Map<String, Double> at(Trial trial) {
    return points.computeIfAbsent(
        trial.number(), number -> proposer.space().coordinates(trials.values(trial)));
  }

  private Step send(Trial trial, int rung) {
    open.put(trial, rung);
    sent.put(trial.number(), rung);
    return step(trial, rung);
  }

  private Step step(Trial trial, int rung) {
    return new Step(trial, rungs.map(its -> its.steps(rung, trial)).orElse(OptionalLong.empty()));
  }

  private int last() {
    return rungs.map(Rungs::count).orElse(0);
  }

  private int factor() {
    return rungs.orElseThrow().halving().factor();
  }

  private int planned() {
    int planned = trials.planned();
    int entrants = planned;
    for (int rung = 0; rung < last(); rung++) {
      entrants = rungs.orElseThrow().halving().promoted(entrants);
      planned += entrants;
    }
    return planned;
  }

  private Map<Trial, TrialResult> stopped(Map<String, TrialResult> results) {
    Map<Trial, TrialResult> stopped = new LinkedHashMap<>();
    for (Trial trial : trials.all()) {
      TrialResult result = results.get(trial.name());
      if (result != null && result.status() == Status.PAUSED) {
        stopped.put(trial, result.stopped());
      }
    }
    return stopped;
  }
}
