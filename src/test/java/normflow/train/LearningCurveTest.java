package normflow.train;

import static normflow.train.Pull.config;
import static normflow.train.Pull.every;
import static normflow.train.Pull.fit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import normflow.train.TrainingState.Measurement;
import normflow.train.TrainingState.Split;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;
import org.junit.jupiter.api.Test;

/** What is told and recorded on the way. */
class LearningCurveTest {

  /** Remembers what it is told. */
  private static final class Told implements TrainingListener {
    final List<Long> steps = new ArrayList<>();
    final List<Double> losses = new ArrayList<>();
    final List<Long> skipped = new ArrayList<>();
    final List<Measurement> measured = new ArrayList<>();

    @Override
    public void stepped(long step, long all, double meanLoss) {
      steps.add(step);
      losses.add(meanLoss);
    }

    @Override
    public void skipped(long step) {
      skipped.add(step);
    }

    @Override
    public void measured(long all, Measurement measurement) {
      measured.add(measurement);
    }
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average().orElseThrow();
  }

  @Test
  void pointsHaveTheMeanLossOfTheirSteps() {
    for (int together : new int[] {1, 5}) {
      Told told = new Told();
      TrainingConfig config = every(together, config(20, OptimizerConfig.defaults(), 0));
      TrainingResult result = fit(config, new Pull(0), told);
      assertEquals(result.history(), told.measured);
      assertEquals(20 / together, told.steps.size());
      assertEquals(20, told.steps.get(told.steps.size() - 1));
      for (int point = 0; point < 2; point++) {
        Measurement measured = told.measured.get(point);
        int each = 10 / together;
        assertEquals(10L * (point + 1), measured.step());
        // 100 rows in mini-batches of 10.
        assertEquals(point + 1, measured.epoch());
        assertEquals(
            mean(told.losses.subList(point * each, (point + 1) * each)),
            measured.trainingLoss(),
            1e-12);
        assertEquals(1e-3, measured.learningRate());
        Split split = measured.split();
        assertTrue(split.exchange() > 0 && split.update() > 0, split.toString());
        assertEquals(100 / split.total(), measured.rowsPerSecond(), 1e-6 / split.total());
        assertTrue(measured.seconds() >= split.total());
      }
    }
  }

  @Test
  void skippedStepsAreTold() {
    Pull broken = new Pull(0);
    broken.notFiniteFrom = 5;
    broken.notFiniteTo = 8;
    Told told = new Told();
    fit(config(20, OptimizerConfig.defaults(), 0), broken, told);
    assertEquals(List.of(5L, 6L, 7L), told.skipped);
    Told rounds = new Told();
    fit(every(4, config(20, OptimizerConfig.defaults(), 0)), broken, rounds);
    assertEquals(List.of(4L), rounds.skipped);
  }

  @Test
  void timesOfASplitAddUp() {
    assertEquals(7, new Split(1, 2, 4).total());
  }

  @Test
  void aStateOfAnotherFlowOrOptimizerIsRefused() {
    TrainingState state = state(3, 4, 3);
    state.requireSizesOf(state(3, 4, 3));
    assertTrue(refusal(state, state(5, 4, 3)).startsWith("the checkpoint has 3 values of param"));
    assertTrue(refusal(state, state(3, 8, 3)).contains("4 values of optimizer: this job has 8"));
    assertTrue(refusal(state, state(3, 4, 5)).contains("3 values of best: this job has 5"));
  }

  private static String refusal(TrainingState state, TrainingState job) {
    return assertThrows(IllegalArgumentException.class, () -> state.requireSizesOf(job))
        .getMessage();
  }

  private static TrainingState state(int parameters, int optimizer, int best) {
    return new TrainingState(
        0,
        new float[parameters],
        new float[optimizer],
        0,
        0,
        0,
        new TrainingState.Best(0, 0, new float[best], 0),
        List.of());
  }

  @Test
  void schedulesHaveDefaults() {
    assertEquals(new Schedule.Cosine(0.01), Schedule.Cosine.defaults());
    assertEquals(new Schedule.Step(1000, 0.1), Schedule.Step.defaults());
  }
}
