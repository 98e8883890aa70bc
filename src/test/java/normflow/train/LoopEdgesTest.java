package normflow.train;

import static normflow.train.Pull.FLOW;
import static normflow.train.Pull.TARGET;
import static normflow.train.Pull.config;
import static normflow.train.Pull.every;
import static normflow.train.Pull.fit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import normflow.flow.Flow;
import normflow.layer.BatchNorm;
import normflow.train.TrainingState.Measurement;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;
import org.junit.jupiter.api.Test;

/** Where the loop begins, waits and ends. */
class LoopEdgesTest {

  private static final TrainingListener SILENT = new TrainingListener() {};

  @Test
  void stepsWithoutRowsPassAndChangeNothing() {
    for (int together : new int[] {1, 5}) {
      TrainingConfig config = every(together, config(20, OptimizerConfig.defaults(), 0));
      Trainer trainer = new Trainer(FLOW, config, Pull.empty(), SILENT);
      TrainingState start = trainer.initialState();
      TrainingState state = trainer.advance(start, 20);
      assertEquals(20, state.step());
      assertEquals(0, state.updates());
      assertEquals(0, state.skipped());
      assertArrayEquals(start.parameters(), state.parameters());
    }
  }

  @Test
  void theLastRoundHasTheStepsThatAreLeft() {
    List<Long> told = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepped(long step, long steps, double meanLoss) {
            told.add(step);
          }
        };
    fit(every(4, config(10, OptimizerConfig.defaults(), 0)), new Pull(0), listener);
    assertEquals(List.of(4L, 8L, 10L), told);
  }

  /** Every look finds a loss that is 10 less. */
  @Test
  void patienceCountsGainsThatAreTooSmall() {
    TrainingResult small = fit(tolerating(10.5), falling(), SILENT);
    assertTrue(small.stoppedEarly());
    assertEquals(40, small.steps());
    assertEquals(40, small.bestStep());
    TrainingResult enough = fit(tolerating(10), falling(), SILENT);
    assertFalse(enough.stoppedEarly());
    assertEquals(100, enough.steps());
  }

  private static Pull falling() {
    Pull falling = new Pull(0);
    falling.validationTurnsAt = 1000;
    return falling;
  }

  private static TrainingConfig tolerating(double tolerance) {
    return new TrainingConfig(
        10,
        1,
        100,
        OptimizerConfig.defaults(),
        new Schedule.Constant(),
        0,
        5,
        10,
        3,
        tolerance,
        1,
        1);
  }

  @Test
  void thePointOfACurveHasTheNormOfTheLastMeanGradient() {
    List<float[]> before = new ArrayList<>();
    List<Measurement> measured = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void reached(StateSource source, boolean last) {
            if (source.step() == 9) {
              before.add(source.state().parameters());
            }
          }

          @Override
          public void measured(long steps, Measurement measurement) {
            measured.add(measurement);
          }
        };
    fit(config(10, OptimizerConfig.defaults(), 0), new Pull(0.5), listener);
    double squares = 0;
    for (int i = 0; i < FLOW.layout().trainedSize(); i++) {
      squares += Math.pow((float) (before.get(0)[i] - TARGET + 0.5), 2);
    }
    assertEquals(Math.sqrt(squares), measured.get(0).gradientNorm(), 1e-5);
  }

  @Test
  void aCancelledFitSaysHowFarItCame() {
    Pull cancelled = new Pull(0);
    cancelled.failsFrom = 7;
    cancelled.failure = new TrainingCancelled("no more");
    String message =
        assertThrows(
                TrainingCancelled.class,
                () -> fit(config(20, OptimizerConfig.defaults(), 0), cancelled, SILENT))
            .getMessage();
    assertEquals("the fit was cancelled at step 7 of 20: no more", message);
  }

  @Test
  void partsCountByTheirRows() {
    LocalResult average =
        LocalResult.average(
            List.of(
                part(30, 6, 2, 1, 0.5, 1),
                part(10, 4, 3, 0, 2, 5),
                part(0, 0, 0, 2, Double.NaN, Float.NaN)));
    assertEquals(40, average.rows());
    assertEquals(10, average.loss());
    assertEquals(3, average.updates());
    assertEquals(3, average.skipped());
    assertEquals(2, average.gradientNorm());
    assertArrayEquals(new float[] {2}, average.parameters());
    assertArrayEquals(new float[] {4, 4}, average.optimizerState());
    assertTrue(average.isFinite());
    assertFalse(average.isLost());
  }

  @Test
  void aPartWithoutRowsIsLostOnlyIfItSkipped() {
    assertTrue(part(0, 0, 0, 1, 1, 1).isLost());
    assertFalse(part(0, 0, 0, 0, 1, 1).isLost());
    assertFalse(part(1, 0, 0, 1, 1, 1).isLost());
    assertFalse(part(1, Double.NaN, 0, 0, 1, 1).isFinite());
    assertFalse(part(1, 0, 0, 0, 1, Float.POSITIVE_INFINITY).isFinite());
    assertEquals(
        1,
        LocalResult.average(List.of(part(1, 0, 0, 0, 1, 1), part(1, 0, 0, 0, 0.5, 1)))
            .gradientNorm());
  }

  /** A tenth of the way with every step. */
  @Test
  void runningStatisticsFollowTheBatches() {
    Flow flow = new Flow(2, List.of(new BatchNorm(1e-5)));
    TrainingConfig config = config(10, OptimizerConfig.defaults(), 0);
    Trainer trainer = new Trainer(flow, config, new Pull(0, flow), SILENT);
    float[] found = trainer.advance(trainer.initialState(), 3).parameters();
    float mean = 3 * (1 - 0.729f);
    float variance = 0.729f + 4 * (1 - 0.729f);
    assertArrayEquals(
        new float[] {mean, mean, variance, variance}, Arrays.copyOfRange(found, 4, 8), 1e-5f);
  }

  @Test
  void theLastStepIsToldAsTheLast() {
    List<Long> last = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void reached(StateSource source, boolean isLast) {
            if (isLast) {
              last.add(source.step());
            }
          }
        };
    fit(config(12, OptimizerConfig.defaults(), 0), new Pull(0), listener);
    fit(tolerating(10.5), falling(), listener);
    assertEquals(List.of(12L, 40L), last);
  }

  private static LocalResult part(
      long rows, double loss, int updates, int skipped, double norm, float value) {
    return new LocalResult(
        rows,
        loss,
        updates,
        skipped,
        norm,
        new float[] {value},
        new float[] {2 * value, 2 * value});
  }

  @Test
  void warmUpRisesInEqualSteps() {
    TrainingConfig warm =
        new TrainingConfig(
            1, 1, 100, OptimizerConfig.defaults(), new Schedule.Constant(), 4, 5, 10, 0, 0, 1, 1);
    for (int step = 0; step < 4; step++) {
      assertEquals((step + 1) * 0.25e-3, warm.learningRate(step, 100), 1e-12);
    }
    assertEquals(1e-3, warm.learningRate(5, 100), 1e-12);
  }
}
