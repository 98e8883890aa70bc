package normflow.study.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.DoubleStream;
import normflow.codec.Codec;
import normflow.config.Repeats;
import normflow.config.SweepConfig;
import normflow.spark.evaluate.Evaluation.Reference;
import normflow.spark.job.StagedTraining.Stage;
import normflow.study.ResultTable;
import normflow.study.search.TrialResult.Measured;
import normflow.study.search.TrialResult.Status;
import org.junit.jupiter.api.Test;

class LeaderboardTest {

  private static final Trials TRIALS =
      Trials.of(
          Codec.yaml(
              "sample",
              """
              base:
                data: {type: generated, density: moons, rows: 100}
                validation: {share: 0.1}
                flow: {type: planar}
              axes:
                training.seed: [4, 5, 6, 7, 8, 9]
                flow.layers: [3]
              output: out
              """,
              SweepConfig.class));

  private static TrialResult begun(int trial) {
    return TrialResult.begun(TRIALS.all().get(trial - 1), Optional.empty());
  }

  private static TrialResult paused(int trial, double... losses) {
    TrialResult result = begun(trial);
    for (double loss : losses) {
      result = result.paused(List.of(new Stage(10, OptionalDouble.of(loss), 2)));
    }
    return result;
  }

  private static final Optional<Reference> REFERENCE =
      Optional.of(new Reference("a Gaussian", 2, 0.5, OptionalDouble.of(0.25)));

  private static TrialResult finished(int trial, double loss) {
    OptionalDouble none = OptionalDouble.empty();
    Measured measured =
        new Measured(
            loss,
            OptionalDouble.of(0.1),
            none,
            none,
            none,
            none,
            7,
            20,
            15,
            "ab",
            REFERENCE,
            Optional.empty());
    TrialResult begun = begun(trial);
    return new TrialResult(
        trial,
        begun.settings(),
        begun.configSha256(),
        Status.FINISHED,
        List.of(),
        Optional.of(measured),
        3,
        "",
        Optional.empty());
  }

  private static final List<TrialResult> RESULTS =
      List.of(
          finished(1, 0.7),
          paused(2, 0.1).stopped(),
          paused(3, 0.9, 0.8).stopped(),
          begun(4).failed("no, \"never\""),
          begun(5),
          finished(6, 0.6));

  @Test
  void trialsAreInOrderWhoeverCameFirst() {
    List<TrialResult> results = new ArrayList<>(RESULTS);
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(results, new Random(seed));
      Leaderboard board = Leaderboard.of(TRIALS, results);
      assertEquals(
          List.of(6, 1, 3, 2, 4), board.rows().stream().map(row -> row.trial().number()).toList());
      assertEquals(6, board.best().orElseThrow().trial().number());
    }
  }

  @Test
  void theTableHasALineATrialAndTimesInTheLastColumnOnly() {
    Leaderboard board = Leaderboard.of(TRIALS, RESULTS);
    ResultTable<Leaderboard.Row> table = board.table();
    List<String> lines = table.csv().lines().toList();
    assertEquals(6, lines.size());
    assertTrue(
        lines.get(0).startsWith("rank,trial,training.seed,flow.layers,status,rungs,validation_nll"),
        lines.get(0));
    assertEquals("1,6,9,3,finished,0,0.6,0.1,,,,,a Gaussian,0.5,0.25,7,20,15,ab,,3", lines.get(1));
    assertEquals("3,3,6,3,stopped,2,0.8,,,,,,,,,,10,,,,4", lines.get(3));
    assertEquals("5,4,7,3,failed,0,,,,,,,,,,,0,,,\"no, \"\"never\"\"\",0", lines.get(5));
    assertEquals(5, board.rows().size());
    assertEquals(lines.get(0).split(",").length, table.schema().size());
  }

  /** The mean decides, and its ± is that over the repeats: the standard deviation is .2. */
  @Test
  void repeatsAreOneRow() {
    TrialResult repeated = repeated(1, 0.3, 0.5, 0.7);
    Leaderboard board = Leaderboard.of(TRIALS, List.of(repeated, finished(6, 0.6)));
    assertEquals(1, board.best().orElseThrow().trial().number());
    List<String> lines = board.table().csv().lines().toList();
    assertTrue(
        lines
            .get(0)
            .endsWith(
                ",repeats,validation_repeats_standard_error,test_repeats_standard_error,error,seconds"),
        lines.get(0));
    assertEquals(0.5, repeated.validationNll().getAsDouble(), 1e-15);
    assertEquals(
        0.2 / Math.sqrt(3), repeated.measured().get().validationError().getAsDouble(), 1e-15);
    assertTrue(lines.get(2).endsWith(",ab,,,,,3"), lines.get(2));
  }

  private static TrialResult repeated(int trial, double... losses) {
    List<Measured> repeats =
        DoubleStream.of(losses).mapToObj(loss -> finished(trial, loss).measured().get()).toList();
    TrialResult one = finished(trial, losses[0]);
    return new TrialResult(
        trial,
        one.settings(),
        one.configSha256(),
        one.status(),
        one.rungs(),
        Optional.of(Measured.of(repeats, new Repeats(repeats.size(), 1))),
        3,
        "",
        Optional.empty());
  }

  /** Of two splits the means are .4 and .8: three seeds on the same rows are no three results. */
  @Test
  void splitsAreWhatVaries() {
    List<Measured> all =
        DoubleStream.of(0.3, 0.4, 0.5, 0.7, 0.8, 0.9)
            .mapToObj(loss -> finished(1, loss).measured().get())
            .toList();
    Measured mean = Measured.of(all, new Repeats(3, 2));
    assertEquals(0.6, mean.validationNll(), 1e-15);
    assertEquals(0.2, mean.validationError().getAsDouble(), 1e-15);
    assertEquals(6, mean.repeats().get().count());
    assertEquals(OptionalDouble.empty(), mean.testError());
  }

  /** One that is not validated at a rung takes the trial down. */
  @Test
  void aRungIsTheMeanOfItsRepeats() {
    Stage one = new Stage(10, OptionalDouble.of(0.4), 2);
    Stage other = new Stage(10, OptionalDouble.of(0.8), 3);
    Stage unknown = new Stage(10, OptionalDouble.empty(), 1);
    TrialResult both = begun(2).paused(List.of(one, other));
    assertEquals(0.6, both.validationNll().getAsDouble(), 1e-15);
    assertEquals(5, both.seconds());
    assertEquals(
        Double.MAX_VALUE, begun(2).paused(List.of(one, unknown)).validationNll().getAsDouble());
  }

  @Test
  void aResultIsReadAsItWasWritten() {
    TrialResult repeated = repeated(1, 0.3, 0.5);
    assertEquals(repeated, Codec.json("trial", Codec.json(repeated), TrialResult.class));
    for (TrialResult result : RESULTS) {
      assertEquals(result, Codec.json("trial", Codec.json(result), TrialResult.class));
    }
  }
}
