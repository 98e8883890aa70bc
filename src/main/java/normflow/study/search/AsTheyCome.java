package normflow.study.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.study.Strategy;
import normflow.study.Trial;
import normflow.study.search.Journal.Entry;
import normflow.study.search.Journal.Kind;
import normflow.study.search.Standings.Promotion;
import normflow.study.search.TrialResult.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a trial, or lets one go on, whenever there is room: no rung waits for the slowest, and
 * what is proposed learns from all that is known by then. A trial goes on from a rung once it is
 * among the best there, one in so many of those that have come.
 *
 * <p>"A System for Massively Parallel Hyperparameter Tuning" (Li et al., 2020).
 */
final class AsTheyCome implements Strategy<TrialResult> {

  private static final Logger LOG = LoggerFactory.getLogger(AsTheyCome.class);

  private static final int MOST_PROPOSALS = 20;

  private final Trials trials;
  private final Standings standings;
  private final Optional<Rungs> rungs;
  private final Proposer proposer;
  private final Journal journal;
  private final Queue<Entry> replayed;
  private final int parallelism;
  private final IntPredicate enough;
  private final Consumer<Trial> fits;
  private final Consumer<Trial> begins;

  /** Where the trials that are on their way are to come. */
  private final Map<Trial, Integer> open = new LinkedHashMap<>();

  /** Where trials lie, by their numbers. */
  private final Map<Integer, Map<String, Double>> points = new HashMap<>();

  /** What failed in a run before is tried again. */
  private final Map<Trial, TrialResult> failedBefore = new LinkedHashMap<>();

  private int planned = -1;

  /**
   * @param trials those that are drawn at random; more are added
   * @param rungs where trials are compared; none for straight to the end
   * @param journal of what happened before
   * @param replayed what is to happen, in this order; empty for as it comes
   * @param parallelism steps at a time
   * @param enough whether no more are to be proposed, by how many came after the best one
   * @param fits refuses a trial that its rows do not fit
   * @param begins told of every trial before its first step
   */
  AsTheyCome(
      Trials trials,
      Optional<Rungs> rungs,
      Proposer proposer,
      Journal journal,
      List<Entry> replayed,
      int parallelism,
      IntPredicate enough,
      Consumer<Trial> fits,
      Consumer<Trial> begins) {
    this.trials = trials;
    this.standings = new Standings(rungs);
    this.rungs = rungs;
    this.proposer = proposer;
    this.journal = journal;
    // What has happened already need not happen again.
    int before = Math.min(journal.entries().size(), replayed.size());
    this.replayed = new ArrayDeque<>(replayed.subList(before, replayed.size()));
    this.parallelism = parallelism;
    this.enough = enough;
    this.fits = fits;
    this.begins = begins;
  }

  /**
   * Adds the trials that a journal has.
   *
   * @throws ConfigException if it is not one of these axes
   */
  static void restore(Journal journal, Trials trials, Proposer proposer) {
    Set<Integer> known = new HashSet<>();
    trials.all().forEach(trial -> known.add(trial.number()));
    for (Entry entry : journal.entries()) {
      if (entry.kind() == Kind.ENOUGH) {
        trials.noMore();
      } else if (known.add(entry.trial())) {
        try {
          trials.propose(proposer.space().values(entry.at()), trial -> {});
        } catch (ConfigException | NullPointerException | IndexOutOfBoundsException e) {
          throw journal.damaged(entry, e);
        }
      }
    }
    if (!trials.all().stream().map(Trial::number).collect(Collectors.toSet()).containsAll(known)) {
      throw journal.damaged(journal.entries().get(0), null);
    }
  }

  @Override
  public Round<TrialResult> next(Map<String, TrialResult> results, int running) {
    List<Step> steps = new ArrayList<>();
    boolean first = planned < 0;
    if (first) {
      planned = standings.steps(trials.planned());
      goOn(results);
    }
    boolean more;
    do {
      more = reach(results);
      more |= fill(steps) && !replayed.isEmpty();
      more |= !more && isStuck(results);
    } while (more);
    if (first) {
      // With what a run before has begun and not ended.
      steps.clear();
      open.forEach((trial, rung) -> steps.add(step(trial, rung)));
    }
    journal.save();
    String name = rungs.isPresent() ? "to their rungs" : "to the end";
    return new Round<>(
        new Phase(name, trials.planned(), planned),
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
        planned--;
      } else if (entry.kind() != Kind.ENOUGH) {
        open.put(trial, entry.rung());
        standings.send(entry.trial(), entry.rung());
      }
    }
    for (Trial trial : trials.all()) {
      TrialResult result = results.get(trial.name());
      if (result != null) {
        standings.put(
            trial.name(), open.containsKey(trial) ? result.before(open.get(trial)) : result);
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
            .filter(trial -> isNext(Kind.REACHED, trial.number()))
            .findFirst();
    reached.ifPresent(
        trial -> {
          journal.reached(trial.number(), open.remove(trial));
          standings.put(trial.name(), results.get(trial.name()));
          replayed.poll();
        });
    return reached.isPresent();
  }

  /** Whether this may happen now, in the order that is to be replayed. */
  private boolean isNext(Kind kind, int trial) {
    return replayed.isEmpty()
        || (replayed.peek().kind() == kind && replayed.peek().trial() == trial);
  }

  /** An order that cannot be kept, as trials have other ends here, is given up. */
  private boolean isStuck(Map<String, TrialResult> results) {
    boolean stuck =
        !replayed.isEmpty()
            && open.entrySet().stream()
                .allMatch(sent -> hasReached(sent.getKey(), sent.getValue(), results));
    if (stuck) {
      LOG.warn(
          "--replay: trial {} does not come to its rung as it did then: its order is given up",
          replayed.peek().trial());
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

  /** Whether anything was begun. */
  private boolean fill(List<Step> steps) {
    int before = steps.size();
    while (replayed.isEmpty()
        ? open.size() < parallelism
        : replayed.peek().kind() != Kind.REACHED) {
      Optional<Step> step = decide();
      if (step.isEmpty()) {
        break;
      }
      steps.add(step.get());
    }
    return steps.size() > before;
  }

  private Optional<Step> decide() {
    for (Trial trial : failedBefore.keySet()) {
      if (isThatOfBefore(trial, standings.get(trial.name())) && !open.containsKey(trial)) {
        return Optional.of(goesOn(trial, standings.sentTo(trial.number())));
      }
    }
    Optional<Step> due = standings.due().map(this::goesOn);
    if (due.isPresent()) {
      return due;
    }
    Optional<Trial> next = next();
    if (next.isPresent()) {
      Trial trial = next.get();
      journal.proposed(trial.number(), at(trial));
      replayed.poll();
      begins.accept(trial);
      return Optional.of(send(trial, 0));
    }
    return open.isEmpty() ? standings.left().map(this::goesOn) : Optional.empty();
  }

  private Step goesOn(Promotion promotion) {
    return goesOn(trial(promotion.trial()), promotion.rung());
  }

  private Step goesOn(Trial trial, int rung) {
    journal.promoted(trial.number(), rung);
    replayed.poll();
    return send(trial, rung);
  }

  private Trial trial(int number) {
    return trials.all().stream()
        .filter(trial -> trial.number() == number)
        .findFirst()
        .orElseThrow();
  }

  /** The next one that was drawn at random, then one that is proposed. */
  private Optional<Trial> next() {
    Optional<Trial> drawn =
        trials.all().stream().filter(trial -> !standings.isSent(trial.number())).findFirst();
    if (drawn.isPresent() || trials.all().size() >= trials.planned()) {
      return drawn;
    }
    if (enough.test(trials.all().size() - standings.best().orElse(0))) {
      return noMore();
    }
    List<Integer> numbers = standings.ranked(proposer.search().startup());
    List<Map<String, Double>> ranked = points(numbers.stream());
    List<Map<String, Double>> bad =
        points(
            Stream.concat(
                standings.failed().stream(),
                open.keySet().stream()
                    .map(Trial::number)
                    .filter(number -> !numbers.contains(number))));
    for (int i = 0; i < MOST_PROPOSALS; i++) {
      int number = trials.all().size() + 1 + i * trials.planned();
      for (Map<String, Double> point : proposer.proposals(number, ranked, bad)) {
        Optional<Trial> added = added(point);
        if (added.isPresent()) {
          return added;
        }
      }
    }
    return noMore();
  }

  private Optional<Trial> noMore() {
    trials.noMore();
    journal.enough();
    replayed.poll();
    return Optional.empty();
  }

  private List<Map<String, Double>> points(Stream<Integer> numbers) {
    return numbers.map(number -> at(trial(number))).toList();
  }

  /** A proposal that is no job, such as a flow that the columns do not fit, is none. */
  private Optional<Trial> added(Map<String, Double> point) {
    try {
      return trials.propose(proposer.space().values(point), fits);
    } catch (ConfigException e) {
      LOG.warn("a proposal is left out: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private Map<String, Double> at(Trial trial) {
    return points.computeIfAbsent(
        trial.number(), number -> proposer.space().coordinates(trials.values(trial)));
  }

  private Step send(Trial trial, int rung) {
    open.put(trial, rung);
    standings.send(trial.number(), rung);
    return step(trial, rung);
  }

  private Step step(Trial trial, int rung) {
    return new Step(trial, rungs.map(its -> its.steps(rung, trial)).orElse(OptionalLong.empty()));
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
