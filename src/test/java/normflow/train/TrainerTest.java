package normflow.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.layer.BatchNorm;
import org.junit.jupiter.api.Test;

/** The loop alone: its gradients pull every parameter towards a target. */
class TrainerTest {

  private static final Flow FLOW = new Architecture.Planar(1, true).flow(2);
  private static final float TARGET = 0.25f;

  @Test
  void everyOptimizerReachesTheMinimum() {
    for (OptimizerConfig.Type type : OptimizerConfig.Type.values()) {
      double rate =
          switch (type) {
            case ADADELTA -> 5;
            case ADAGRAD -> 0.5;
            default -> 0.05;
          };
      TrainingConfig config = config(4000, new OptimizerConfig(type, rate), 0);
      float[] found = fit(config, new Pull(0), new TrainingListener() {}).parameters();
      for (float value : found) {
        // AdaDelta's steps grow from almost nothing: it is on its way.
        assertEquals(
            TARGET, value, type == OptimizerConfig.Type.ADADELTA ? 0.2 : 0.03, type.name());
      }
    }
  }

  @Test
  void resumesBitForBit() {
    for (OptimizerConfig.Type type : OptimizerConfig.Type.values()) {
      TrainingConfig config = config(40, new OptimizerConfig(type, 0.01), 0);
      AtomicReference<TrainingState> middle = new AtomicReference<>();
      TrainingListener stops =
          new TrainingListener() {
            @Override
            public void reached(StateSource source, boolean last) {
              if (source.step() == 17) {
                middle.set(source.state());
              }
            }
          };
      float[] whole = fit(config, new Pull(0), stops).parameters();
      Trainer again = new Trainer(FLOW, config, new Pull(0), new TrainingListener() {});
      assertArrayEquals(whole, again.fit(middle.get()).parameters(), type.name());
    }
  }

  @Test
  void aNonFiniteGradientIsSkippedAndCounted() {
    Pull broken = new Pull(0);
    broken.notFiniteFrom = 5;
    broken.notFiniteTo = 8;
    TrainingResult result =
        fit(config(60, OptimizerConfig.defaults(), 0), broken, new TrainingListener() {});
    assertEquals(3, result.skipped());
    for (float value : result.parameters()) {
      assertTrue(Float.isFinite(value));
    }
  }

  @Test
  void givesUpAfterTooManySkippedSteps() {
    Pull broken = new Pull(0);
    broken.notFiniteFrom = 5;
    broken.notFiniteTo = 1000;
    TrainingException error =
        assertThrows(
            TrainingException.class,
            () ->
                fit(config(60, OptimizerConfig.defaults(), 0), broken, new TrainingListener() {}));
    assertTrue(error.getMessage().contains("10 steps in a row"), error.getMessage());
  }

  @Test
  void patienceStopsAndTheBestParametersAreKept() {
    Pull worsens = new Pull(0);
    worsens.validationTurnsAt = 20;
    TrainingConfig config = config(1000, OptimizerConfig.defaults(), 3);
    TrainingResult result = fit(config, worsens, new TrainingListener() {});
    assertTrue(result.stoppedEarly());
    assertEquals(20, result.bestStep());
    assertEquals(50, result.steps());
  }

  @Test
  void longGradientsAreShortened() {
    Pull steep = new Pull(1e6);
    TrainingConfig config = config(1, new OptimizerConfig(OptimizerConfig.Type.SGD, 1), 0);
    float[] start = FLOW.layout().initial(config.seed());
    float[] end = fit(config, steep, new TrainingListener() {}).parameters();
    double squares = 0;
    for (int i = 0; i < start.length; i++) {
      squares += Math.pow(end[i] - start[i], 2);
    }
    assertEquals(config.clipNorm(), Math.sqrt(squares), 1e-4);
  }

  @Test
  void theLastPassReplacesRunningStatistics() {
    Flow flow = new Flow(2, List.of(new BatchNorm(1e-5)));
    Gradients gradients = new Pull(0, flow);
    Trainer trainer =
        new Trainer(
            flow, config(10, OptimizerConfig.defaults(), 0), gradients, new TrainingListener() {});
    float[] parameters = trainer.fit(trainer.initialState()).parameters();
    assertArrayEquals(new float[] {3, 3, 4, 4}, Arrays.copyOfRange(parameters, 4, 8), 1e-6f);
  }

  @Test
  void schedulesEndWhereTheySay() {
    assertEquals(1, new Schedule.Cosine(0.1).factor(0, 100));
    assertEquals(0.1, new Schedule.Cosine(0.1).factor(100, 100), 1e-12);
    assertEquals(0.25, new Schedule.Step(10, 0.5).factor(25, 100));
    TrainingConfig warm =
        new TrainingConfig(
            1, 1, 100, OptimizerConfig.defaults(), new Schedule.Constant(), 4, 5, 10, 0, 1, 1);
    assertEquals(0.25e-3, warm.learningRate(0, 100), 1e-12);
    assertEquals(1e-3, warm.learningRate(4, 100), 1e-12);
  }

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
            4,
            1);
    TrainingResult result = fit(endless, steep, new TrainingListener() {});
    assertEquals(8, result.skipped());
    assertArrayEquals(FLOW.layout().initial(1), result.parameters());
  }

  @Test
  void averagesNeedAtLeastOneStep() {
    TrainingConfig config = config(1, OptimizerConfig.defaults(), 0);
    String message =
        assertThrows(IllegalArgumentException.class, () -> every(0, config)).getMessage();
    assertEquals("averageEvery = 0: must be at least 1", message);
  }

  @Test
  void stepsOfAnEpochCoverAllRows() {
    TrainingConfig config = TrainingConfig.defaults();
    assertEquals(10, config.stepsPerEpoch(10_240));
    assertEquals(11, config.stepsPerEpoch(10_241));
    assertFalse(config.totalSteps(10_241) == 0);
  }

  private static TrainingConfig config(long steps, OptimizerConfig optimizer, int patience) {
    return new TrainingConfig(
        10, 1, steps, optimizer, new Schedule.Constant(), 0, 5, 10, patience, 1, 1);
  }

  private static TrainingConfig every(int averageEvery, TrainingConfig config) {
    return new TrainingConfig(
        config.batchSize(),
        config.epochs(),
        config.steps(),
        config.optimizer(),
        config.schedule(),
        config.warmupSteps(),
        config.clipNorm(),
        config.validationInterval(),
        config.patience(),
        averageEvery,
        config.seed());
  }

  private static Pull empty() {
    Pull empty = new Pull(0);
    empty.empty = true;
    return empty;
  }

  private static TrainingResult fit(
      TrainingConfig config, Pull gradients, TrainingListener listener) {
    gradients.config = config;
    Trainer trainer = new Trainer(FLOW, config, gradients, listener);
    return trainer.fit(trainer.initialState());
  }

  /** Half the squared distance to the target, for every one of 10 rows. */
  private static final class Pull implements Gradients {
    private final double offset;
    private final Flow flow;
    private long notFiniteFrom = -1;
    private long notFiniteTo = -1;
    private long validationTurnsAt = -1;
    private long step;
    private double factor = 1;
    private boolean empty;
    private List<Pull> others = List.of();
    private TrainingConfig config = TrainingConfig.defaults();

    Pull(double offset) {
      this(offset, FLOW);
    }

    Pull(double offset, Flow flow) {
      this.offset = offset;
      this.flow = flow;
    }

    @Override
    public long rows() {
      return 100;
    }

    @Override
    public int statisticsColumns() {
      return (flow.layout().size() - flow.layout().trainedSize()) / 2;
    }

    @Override
    public GradientSum gradient(long step, float[] parameters) {
      this.step = step + 1;
      if (empty) {
        return GradientSum.empty(flow.layout().trainedSize(), statisticsColumns());
      }
      float[] gradient = new float[flow.layout().trainedSize()];
      double loss = 0;
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = (float) (10 * factor * (parameters[i] - TARGET + offset));
        loss += 5 * Math.pow(parameters[i] - TARGET, 2);
      }
      if (step >= notFiniteFrom && step < notFiniteTo) {
        gradient[0] = Float.NaN;
      }
      return new GradientSum(10, loss, gradient, statistics(parameters));
    }

    @Override
    public List<LocalResult> localSteps(LocalSteps round) {
      List<LocalResult> results = new ArrayList<>();
      results.add(round.take(flow, config, rows(), this::gradient));
      for (Pull other : others) {
        results.add(round.take(flow, config, rows(), other::gradient));
      }
      return results;
    }

    @Override
    public long computeNanos() {
      return 0;
    }

    @Override
    public Moments statistics(float[] parameters) {
      double[] mean = new double[statisticsColumns()];
      double[] squares = new double[statisticsColumns()];
      Arrays.fill(mean, 3);
      Arrays.fill(squares, 400);
      return new Moments(100, mean, squares);
    }

    @Override
    public Moments validation(float[] parameters) {
      if (validationTurnsAt < 0) {
        return Moments.empty(1);
      }
      return new Moments(5, new double[] {Math.abs(step - validationTurnsAt)}, new double[1]);
    }
  }
}
