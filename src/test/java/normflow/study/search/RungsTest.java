package normflow.study.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import normflow.config.SweepConfig.Halving;
import normflow.study.TrialRows.Length;
import normflow.study.search.TrialResult.Rung;
import normflow.study.search.TrialResult.Status;
import org.junit.jupiter.api.Test;

class RungsTest {

  private static final Rungs RUNGS =
      new Rungs(new Halving(3, 2, 0), 900, trial -> new Length(900, 1));

  private static TrialResult result(int trial, double... losses) {
    List<Rung> rungs = new ArrayList<>();
    for (double loss : losses) {
      rungs.add(new Rung(10, loss));
    }
    Status status = losses.length == 0 ? Status.FAILED : Status.PAUSED;
    return new TrialResult(
        trial, Map.of(), "", status, rungs, Optional.empty(), 0, "", Optional.empty());
  }

  private static List<Integer> promoted(int rung, List<TrialResult> entrants) {
    return RUNGS.promoted(rung, entrants).stream().map(TrialResult::trial).toList();
  }

  @Test
  void theBestThirdGoesOnAndTiesGoToTheLowerNumber() {
    List<TrialResult> entrants =
        new ArrayList<>(
            List.of(
                result(1, 0.5),
                result(2, 0.2),
                result(3, 0.4),
                result(4, 0.2),
                result(5, 0.1),
                result(6, 0.2),
                result(7, 0.9)));
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(entrants, new Random(seed));
      assertEquals(List.of(5, 2, 4), promoted(0, entrants));
    }
  }

  @Test
  void failedTrialsCountButDoNotGoOn() {
    List<TrialResult> entrants = List.of(result(1), result(2), result(3, 7), result(4));
    assertEquals(List.of(3), promoted(0, entrants));
    assertEquals(List.of(), promoted(0, List.of(result(1), result(2))));
  }

  @Test
  void aRungLooksAtItsOwnLosses() {
    List<TrialResult> entrants = List.of(result(1, 0.1, 0.9), result(2, 0.8, 0.3), result(3, 0));
    assertEquals(List.of(2), promoted(1, entrants));
    assertEquals(List.of(3), promoted(0, entrants));
  }

  @Test
  void trialsAreComparedAfterAsManyRows() {
    Rungs equal = new Rungs(Halving.defaults(), 900, trial -> new Length(900, 1));
    assertEquals(OptionalLong.of(100), equal.steps(0, null));
    assertEquals(OptionalLong.of(300), equal.steps(1, null));
    assertEquals(OptionalLong.empty(), equal.steps(2, null));
    Rungs batches = new Rungs(Halving.defaults(), 90_000, trial -> new Length(900, 50));
    assertEquals(OptionalLong.of(200), batches.steps(0, null));
    assertEquals(OptionalLong.of(600), batches.steps(1, null));
    Rungs shorter = new Rungs(Halving.defaults(), 90_000, trial -> new Length(250, 100));
    assertEquals(OptionalLong.of(100), shorter.steps(0, null));
    assertEquals(OptionalLong.empty(), shorter.steps(1, null));
  }

  /** One that ended before a rung is compared there by its end. */
  @Test
  void whatHasEndedIsAtAllRungsToCome() {
    TrialResult ended =
        new TrialResult(
            4,
            Map.of(),
            "",
            Status.FINISHED,
            List.of(new Rung(10, 0.6)),
            Optional.of(Results.measured(0.5)),
            0,
            "",
            Optional.empty());
    List<TrialResult> entrants = List.of(result(1, 0.55, 0.45), ended, result(3, 0.7));
    assertEquals(List.of(1), promoted(0, entrants));
    assertEquals(
        List.of(1, 4), Rungs.ranked(1, entrants).stream().map(TrialResult::trial).toList());
  }
}
