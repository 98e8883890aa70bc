package normflow.study.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import normflow.study.Strategy;
import normflow.study.Trial;
import normflow.study.search.TrialResult.Status;

/** Takes all trials to a rung, then those that go on from there, and so to the end. */
final class RungByRung implements Strategy<TrialResult> {

  private final Optional<Rungs> rungs;
  private List<Trial> entrants;
  private int rung = -1;

  /**
   * @param rungs where trials are compared; none for straight to the end
   */
  RungByRung(Optional<Rungs> rungs, List<Trial> trials) {
    this.rungs = rungs;
    this.entrants = trials;
  }

  @Override
  public Round<TrialResult> next(Map<String, TrialResult> results, int running) {
    List<Step> left = new ArrayList<>();
    Map<Trial, TrialResult> stopped = new HashMap<>();
    int last = rungs.map(Rungs::count).orElse(0);
    while (running == 0 && left.isEmpty() && rung < last) {
      if (rung >= 0) {
        entrants = promoted(results, stopped);
      }
      rung++;
      entrants.stream()
          .filter(trial -> !isThere(Optional.ofNullable(results.get(trial.name())), last))
          .forEach(trial -> left.add(new Step(trial, until(trial))));
    }
    String name = rung < last ? "to rung " + (rung + 1) + " of " + last : "to the end";
    return new Round<>(new Phase(name, left.size(), left.size()), left, stopped);
  }

  private boolean isThere(Optional<TrialResult> result, int last) {
    return result
        .map(its -> its.status() == Status.FINISHED || (rung < last && its.rungs().size() > rung))
        .orElse(false);
  }

  private OptionalLong until(Trial trial) {
    return rungs.map(its -> its.steps(rung, trial)).orElse(OptionalLong.empty());
  }

  private List<Trial> promoted(Map<String, TrialResult> results, Map<Trial, TrialResult> stopped) {
    Set<Integer> promoted =
        rungs
            .orElseThrow()
            .promoted(rung, entrants.stream().map(trial -> results.get(trial.name())).toList())
            .stream()
            .map(TrialResult::trial)
            .collect(Collectors.toSet());
    for (Trial trial : entrants) {
      TrialResult result = results.get(trial.name());
      if (!promoted.contains(trial.number()) && result.status() == Status.PAUSED) {
        stopped.put(trial, result.stopped());
      }
    }
    return entrants.stream().filter(trial -> promoted.contains(trial.number())).toList();
  }
}
