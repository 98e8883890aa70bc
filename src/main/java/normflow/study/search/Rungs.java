package normflow.study.search;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import normflow.codec.ConfigException;
import normflow.config.SweepConfig.Halving;
import normflow.study.Trial;
import normflow.text.Numbers;

/**
 * Which trials go on from a rung: the best by validation likelihood there, ties to the lower
 * number. It depends on results only, not on when they came.
 *
 * @param halving the rungs
 */
record Rungs(Halving halving) {

  /**
   * The trials that go on from rung {@code rung}, from 0 on.
   *
   * @param entrants all that were to reach it, failed ones too
   */
  List<TrialResult> promoted(int rung, Collection<TrialResult> entrants) {
    return entrants.stream()
        .filter(result -> result.rungs().size() > rung)
        .sorted(
            Comparator.<TrialResult>comparingDouble(r -> r.rungs().get(rung).validationNll())
                .thenComparingInt(TrialResult::trial))
        .limit(halving.promoted(entrants.size()))
        .toList();
  }

  /** The steps after which a trial of {@code steps} steps is compared. */
  long steps(int rung, long steps) {
    return halving.steps(rung, steps);
  }

  /**
   * Makes sure that trials have been validated before they are compared.
   *
   * @param steps of the whole trial
   */
  void requireValidated(Trial trial, long steps) {
    int interval = trial.job().training().validationInterval().orElse(0);
    long first = steps(0, steps);
    if (interval > first) {
      throw new ConfigException(
          Numbers.format(
              "halving compares trial %d after %d of its %d steps, and"
                  + " training.validationInterval = %d: set it to %d or less, or ask for fewer rungs",
              trial.number(), first, steps, interval, first),
          null);
    }
  }
}
