package normflow.study.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.study.Trial;
import normflow.study.search.TrialResult.Measured;
import normflow.study.search.TrialResult.Rung;
import normflow.study.search.TrialResult.Status;

/** What comes of trials that nobody trains. */
final class Results {

  private Results() {}

  static Measured measured(double validationNll) {
    return new Measured(
        validationNll,
        OptionalDouble.of(0.01),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        10,
        900,
        900,
        "",
        Optional.empty(),
        Optional.empty());
  }

  /** At one rung more. */
  static TrialResult paused(Trial trial, Optional<TrialResult> before, long step, double nll) {
    List<Rung> rungs = new ArrayList<>(before.map(TrialResult::rungs).orElse(List.of()));
    rungs.add(new Rung(step, nll));
    return result(trial, Status.PAUSED, rungs, Optional.empty(), "");
  }

  /** At the end. */
  static TrialResult finished(Trial trial, Optional<TrialResult> before, double nll) {
    List<Rung> rungs = before.map(TrialResult::rungs).orElse(List.of());
    return result(trial, Status.FINISHED, rungs, Optional.of(measured(nll)), "");
  }

  static TrialResult failed(Trial trial) {
    return result(trial, Status.FAILED, List.of(), Optional.empty(), "diverged");
  }

  private static TrialResult result(
      Trial trial, Status status, List<Rung> rungs, Optional<Measured> measured, String error) {
    TrialResult begun = TrialResult.begun(trial, Optional.empty());
    return new TrialResult(
        trial.number(),
        begun.settings(),
        begun.configSha256(),
        status,
        rungs,
        measured,
        1,
        error,
        Optional.empty());
  }
}
