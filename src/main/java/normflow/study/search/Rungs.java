package normflow.study.search;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import normflow.codec.ConfigException;
import normflow.config.SweepConfig.Halving;
import normflow.study.Trial;
import normflow.study.TrialRows.Length;
import normflow.study.search.TrialResult.Status;
import normflow.text.Numbers;

/**
 * Where trials are compared: all of them after as many rows, whatever their own length. A trial
 * that ends before a rung is compared there by its end.
 *
 * @param halving how many rungs, and how many go on
 * @param rows that the longest trial sees
 * @param length of a trial
 */
record Rungs(Halving halving, double rows, Function<Trial, Length> length) {

  /**
   * Rungs of trials.
   *
   * @param trials whose longest gives the scale
   */
  static Rungs of(Halving halving, List<Trial> trials, Function<Trial, Length> length) {
    double most = trials.stream().map(length).mapToDouble(Length::rows).max().orElseThrow();
    return new Rungs(halving, most, length);
  }

  /** The number of rungs. */
  int count() {
    return halving.rungs();
  }

  /** After how many steps a trial is at rung {@code rung}; empty for its end. */
  OptionalLong steps(int rung, Trial trial) {
    Length its = length.apply(trial);
    long steps = Math.max(1, Math.round(rows * halving.share(rung) / its.batchSize()));
    return rung < count() && steps < its.steps() ? OptionalLong.of(steps) : OptionalLong.empty();
  }

  /** What a trial is compared by at a rung; empty if it has not come there, or failed before. */
  static OptionalDouble at(int rung, TrialResult result) {
    if (result.rungs().size() > rung) {
      return OptionalDouble.of(result.rungs().get(rung).validationNll());
    }
    return result.status() == Status.FINISHED ? result.validationNll() : OptionalDouble.empty();
  }

  /** Those that have come to a rung, the best first, ties to the lower number. */
  static List<TrialResult> ranked(int rung, Collection<TrialResult> results) {
    return results.stream()
        .filter(result -> at(rung, result).isPresent())
        .sorted(
            Comparator.<TrialResult>comparingDouble(result -> at(rung, result).getAsDouble())
                .thenComparingInt(TrialResult::trial))
        .toList();
  }

  /**
   * The trials that go on from rung {@code rung}, from 0 on.
   *
   * @param entrants all that were to reach it, failed ones too
   */
  List<TrialResult> promoted(int rung, Collection<TrialResult> entrants) {
    return ranked(rung, entrants).stream().limit(halving.promoted(entrants.size())).toList();
  }

  /**
   * Makes sure that trials have been validated before they are compared.
   *
   * @throws ConfigException if one is not
   */
  void requireValidated(Trial trial) {
    int interval = trial.job().training().validationInterval().orElse(0);
    OptionalLong first = steps(0, trial);
    if (halving.cooldown() == 0 && first.isPresent() && interval > first.getAsLong()) {
      throw new ConfigException(
          Numbers.format(
              "halving compares trial %d after %d of its %d steps, and"
                  + " training.validationInterval = %d: set it to %d or less, or ask for fewer rungs",
              trial.number(),
              first.getAsLong(),
              length.apply(trial).steps(),
              interval,
              first.getAsLong()),
          null);
    }
  }
}
