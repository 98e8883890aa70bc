package normflow.study.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import normflow.study.Strategy;
import normflow.study.Trial;
import normflow.study.search.Journal.Entry;
import normflow.study.search.Journal.Kind;
import normflow.study.search.Standings.Promotion;
import normflow.study.search.TrialResult.Status;

/**
 * Begins a trial, or lets one go on, whenever there is room: no rung waits for the slowest, and
 * what is proposed learns from all that is known by then. A trial goes on from a rung once it is
 * among the best there, one in so many of those that have come.
 *
 * <p>"A System for Massively Parallel Hyperparameter Tuning" (Li et al., 2020).
 */
final class AsTheyCome implements Strategy<TrialResult> {

  private final Proposals proposals;
  private final Standings standings;
  private final Optional<Rungs> rungs;
  private final Journal journal;
  private final Replay replay;
  private final int parallelism;
  private final Consumer<Trial> begins;

  /** Where the trials that are on their way are to come. */
  private final Map<Trial, Integer> open = new LinkedHashMap<>();

  /** What failed in a run before is tried again. */
  private final Map<Trial, TrialResult> failedBefore = new LinkedHashMap<>();

  private int planned = -1;

  /**
   * @param proposals the trials
   * @param rungs where trials are compared; none for straight to the end
   * @param journal of what happened before
   * @param replayed what is to happen, in this order; empty for as it comes
   * @param parallelism steps at a time
   * @param begins told of every trial before its first step
   */
  AsTheyCome(
      Proposals proposals,
      Optional<Rungs> rungs,
      Journal journal,
      List<Entry> replayed,
      int parallelism,
      Consumer<Trial> begins) {
    this.proposals = proposals;
    this.standings = new Standings(rungs);
    this.rungs = rungs;
    this.journal = journal;
    this.replay = new Replay(replayed, journal.entries().size());
    this.parallelism = parallelism;
    this.begins = begins;
  }

  @Override
  public Round<TrialResult> next(Map<String, TrialResult> results, int running) {
    List<Step> steps = new ArrayList<>();
    boolean first = planned < 0;
    if (first) {
      planned = standings.steps(proposals.trials().planned());
      goOn(results);
    }
    boolean more;
    do {
      more = reach(results);
      more |= fill(steps) && replay.isOn();
      more |= !more && isStuck(results);
    } while (more);
    if (first) {
      // With what a run before has begun and not ended.
      steps.clear();
      open.forEach(
          (trial, rung) -> {
            if (!hasReached(trial, rung, results)) {
              steps.add(step(trial, rung));
            }
          });
    }
    journal.save();
    String name = rungs.isPresent() ? "to their rungs" : "to the end";
    return new Round<>(
        new Phase(name, proposals.trials().planned(), planned),
        steps,
        open.isEmpty() ? stopped(results) : Map.of());
  }

  /** What a run before was about. */
  private void goOn(Map<String, TrialResult> results) {
    Map<Integer, Trial> byNumber = proposals.trials().byNumber();
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
    for (Trial trial : proposals.trials().all()) {
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
            .filter(trial -> replay.mayReach(trial.number()))
            .findFirst();
    reached.ifPresent(
        trial -> {
          journal.reached(trial.number(), open.remove(trial));
          standings.put(trial.name(), results.get(trial.name()));
          replay.happened();
        });
    return reached.isPresent();
  }

  /** Nothing that runs could be what is next in the order. */
  private boolean isStuck(Map<String, TrialResult> results) {
    boolean stuck =
        replay.isOn()
            && open.entrySet().stream()
                .allMatch(sent -> hasReached(sent.getKey(), sent.getValue(), results));
    if (stuck) {
      replay.giveUp();
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
    while (replay.isOn() ? replay.decides() : open.size() < parallelism) {
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
      journal.proposed(trial.number(), proposals.at(trial));
      replay.happened();
      begins.accept(trial);
      return Optional.of(send(trial, 0));
    }
    return open.isEmpty() ? standings.left().map(this::goesOn) : Optional.empty();
  }

  private Optional<Trial> next() {
    int planned = proposals.trials().planned();
    Set<Integer> running = open.keySet().stream().map(Trial::number).collect(Collectors.toSet());
    Optional<Trial> next = proposals.next(standings, running);
    if (proposals.trials().planned() < planned) {
      journal.enough();
      replay.happened();
    }
    return next;
  }

  private Step goesOn(Promotion promotion) {
    return goesOn(proposals.trials().byNumber().get(promotion.trial()), promotion.rung());
  }

  private Step goesOn(Trial trial, int rung) {
    journal.promoted(trial.number(), rung);
    replay.happened();
    return send(trial, rung);
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
    for (Trial trial : proposals.trials().all()) {
      TrialResult result = results.get(trial.name());
      if (result != null && result.status() == Status.PAUSED) {
        stopped.put(trial, result.stopped());
      }
    }
    return stopped;
  }
}
