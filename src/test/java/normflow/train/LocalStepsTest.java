package normflow.train;

import static normflow.train.Pull.FLOW;
import static normflow.train.Pull.config;
import static normflow.train.Pull.empty;
import static normflow.train.Pull.every;
import static normflow.train.Pull.fit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;
import org.junit.jupiter.api.Test;

/** Rounds of steps that partitions take by themselves, and their averages. */
class LocalStepsTest {

  @Test
  void roundsOfOnePartitionGiveTheBitsOfSingleSteps() {
    for (OptimizerConfig.Type type : OptimizerConfig.Type.values()) {
      TrainingConfig single = config(43, new OptimizerConfig(type, 0.01), 0);
      TrainingResult expected = fit(single, new Pull(0), new TrainingListener() {});
      TrainingResult found = fit(every(4, single), new Pull(0), new TrainingListener() {});
      assertArrayEquals(expected.parameters(), found.parameters(), type.name());
      assertEquals(43, found.steps());
    }
  }

  @Test
  void partitionsAreAveragedByTheirRows() {
    TrainingConfig config =
        every(4, config(4, new OptimizerConfig(OptimizerConfig.Type.SGD, 0.01), 0));
    float[] near = fit(config, new Pull(0), new TrainingListener() {}).parameters();
    float[] far = fit(config, new Pull(0.5), new TrainingListener() {}).parameters();
    Pull both = new Pull(0);
    both.others = List.of(new Pull(0.5), new Pull(0.5), empty());
    float[] average = fit(config, both, new TrainingListener() {}).parameters();
    for (int i = 0; i < average.length; i++) {
      assertEquals((near[i] + 2 * far[i]) / 3, average[i], 1e-6);
    }
  }

  @Test
  void roundsResumeBitForBitAndMeetTheIntervals() {
    TrainingConfig config = every(4, config(43, OptimizerConfig.defaults(), 0));
    AtomicReference<TrainingState> middle = new AtomicReference<>();
    List<Long> due = new ArrayList<>();
    TrainingListener stops =
        new TrainingListener() {
          @Override
          public void reached(StateSource source, boolean last) {
            if (source.step() == 16) {
              middle.set(source.state());
            }
            if (source.passed(10)) {
              due.add(source.step());
            }
          }
        };
    TrainingResult whole = fit(config, new Pull(0), stops);
    assertEquals(List.of(12L, 20L, 32L, 40L), due);
    assertEquals(
        List.of(12L, 20L, 32L, 40L, 43L),
        whole.history().stream().map(TrainingState.Measurement::step).toList());
    Pull rest = new Pull(0);
    rest.config = config;
    Trainer again = new Trainer(FLOW, config, rest, new TrainingListener() {});
    assertArrayEquals(whole.parameters(), again.fit(middle.get()).parameters());
  }

  @Test
  void aLocalStepWithoutAFiniteGradientIsSkippedAndCounted() {
    Pull broken = new Pull(0);
    broken.notFiniteFrom = 5;
    broken.notFiniteTo = 7;
    broken.others = List.of(new Pull(0));
    TrainingConfig config = every(4, config(60, OptimizerConfig.defaults(), 0));
    TrainingResult result = fit(config, broken, new TrainingListener() {});
    assertEquals(2, result.skipped());
    for (float value : result.parameters()) {
      assertTrue(Float.isFinite(value));
    }
  }

  @Test
  void givesUpWhenAPartitionHasNoFiniteGradientForTooManyRounds() {
    Pull broken = new Pull(0);
    broken.notFiniteFrom = 0;
    broken.notFiniteTo = 1000;
    broken.others = List.of(new Pull(0));
    TrainingConfig config = every(4, config(60, OptimizerConfig.defaults(), 0));
    TrainingException error =
        assertThrows(TrainingException.class, () -> fit(config, broken, new TrainingListener() {}));
    assertTrue(error.getMessage().contains("10 rounds of 4 steps in a row"), error.getMessage());
  }

  @Test
  void anAverageThatIsNotFiniteIsNotApplied() {
    Pull steep = new Pull(0);
    steep.factor = 1e30;
    TrainingConfig endless =
        new TrainingConfig(
            10,
            1,
            8,
            new OptimizerConfig(OptimizerConfig.Type.SGD, 1e30),
            new Schedule.Constant(),
            0,
            1e38,
            10,
            0,
            0,
            4,
            1);
    steep.config = endless;
    Trainer trainer = new Trainer(FLOW, endless, steep, new TrainingListener() {});
    TrainingState end = trainer.advance(trainer.initialState(), 8);
    assertEquals(8, end.skipped());
    assertArrayEquals(FLOW.layout().initial(1), end.parameters());
    assertThrows(TrainingException.class, () -> trainer.fit(end), "nothing was trained");
  }

  @Test
  void averagesNeedAtLeastOneStep() {
    TrainingConfig config = config(1, OptimizerConfig.defaults(), 0);
    String message =
        assertThrows(IllegalArgumentException.class, () -> every(0, config)).getMessage();
    assertEquals("averageEvery = 0: must be at least 1", message);
  }
}
