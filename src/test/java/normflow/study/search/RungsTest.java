package normflow.study.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import normflow.config.SweepConfig.Halving;
import normflow.study.search.TrialResult.Rung;
import normflow.study.search.TrialResult.Status;
import org.junit.jupiter.api.Test;

class RungsTest {

  private static final Rungs RUNGS = new Rungs(new Halving(3, 2));

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
}
