package normflow.train;

import static normflow.train.Pull.FLOW;
import static normflow.train.Pull.TARGET;
import static normflow.train.Pull.config;
import static normflow.train.Pull.fit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import normflow.engine.Moments;
import normflow.flow.Flow;
import normflow.layer.ActNorm;
import normflow.layer.BatchNorm;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;
import org.junit.jupiter.api.Test;

/** The loop alone: its gradients pull every parameter towards a target. */
class TrainerTest {

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
  void theStateBeforeAStepThatFailsIsOneToGoOnFrom() {
    for (int every : new int[] {1, 4}) {
      TrainingConfig config = Pull.every(every, config(40, OptimizerConfig.defaults(), 0));
      float[] whole = fit(config, new Pull(0), new TrainingListener() {}).parameters();
      AtomicReference<TrainingState> given = new AtomicReference<>();
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void gaveUp(StateSource source) {
              given.set(source.state());
            }
          };
      Pull fails = new Pull(0);
      fails.failsFrom = 16;
      assertThrows(IllegalStateException.class, () -> fit(config, fails, listener));
      assertEquals(16, given.get().step());
      Pull answers = new Pull(0);
      answers.config = config;
      Trainer again = new Trainer(FLOW, config, answers, new TrainingListener() {});
      assertArrayEquals(whole, again.fit(given.getAndSet(null)).parameters(), "every " + every);
      // Between a step and its validation there is no such state.
      Pull doesNotValidate = new Pull(0);
      doesNotValidate.validatesUpTo = 15;
      assertThrows(IllegalStateException.class, () -> fit(config, doesNotValidate, listener));
      assertNull(given.get());
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

  /** Too few steps to give up on the way. */
  @Test
  void whatIsNotFiniteIsNoResult() {
    Pull broken = new Pull(0);
    broken.notFiniteFrom = 0;
    broken.notFiniteTo = 1000;
    TrainingConfig few = config(6, OptimizerConfig.defaults(), 0);
    String none =
        assertThrows(TrainingException.class, () -> fit(few, broken, new TrainingListener() {}))
            .getMessage();
    assertTrue(none.startsWith("none of the 6 steps had a finite gradient: lower"), none);
    FiniteResult finite = new FiniteResult(FLOW.layout());
    TrainingState end =
        new Trainer(FLOW, few, new Pull(0), new TrainingListener() {})
            .advance(
                new Trainer(FLOW, few, new Pull(0), new TrainingListener() {}).initialState(), 3);
    float[] parameters = end.parameters().clone();
    finite.require(end, parameters, Moments.empty(1));
    Moments spoilt = Moments.of(2, row -> row / 0.0);
    String nll =
        assertThrows(TrainingException.class, () -> finite.require(end, parameters, spoilt))
            .getMessage();
    assertTrue(nll.startsWith("the NLL of the validation rows came to NaN: "), nll);
    parameters[1] = Float.NaN;
    String weight =
        assertThrows(
                TrainingException.class, () -> finite.require(end, parameters, Moments.empty(1)))
            .getMessage();
    assertTrue(weight.matches("weight \\S+ came to NaN: .*"), weight);
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

  /** The first looks of a growing interval lie a step apart, and a flow may get worse at first. */
  @Test
  void patienceWaitsForSomeStepsWhereTheFirstLooksAreClose() {
    Pull worsens = new Pull(0);
    worsens.validationTurnsAt = 2;
    TrainingConfig looks =
        new TrainingConfig(
            10, 1, 1000, OptimizerConfig.defaults(), new Schedule.Constant(), 0, 5, 0, 16, 0, 1, 1);
    TrainingResult result = fit(looks, worsens, new TrainingListener() {});
    assertTrue(result.stoppedEarly());
    assertEquals(2, result.bestStep());
    assertTrue(result.steps() >= 200 && result.steps() < 225, result.steps() + " steps");
    Pull later = new Pull(0);
    later.validationTurnsAt = 60;
    long best = fit(looks, later, new TrainingListener() {}).bestStep();
    assertTrue(best > 56 && best < 64, "best step " + best);
  }

  /** A row that has no density at all says nothing of the others. */
  @Test
  void anInfiniteValidationIsNeitherTheBestNorAnEnd() {
    Pull infinite = new Pull(0);
    infinite.validationTurnsAt = 20;
    infinite.infiniteFrom = 30;
    TrainingResult result =
        fit(config(200, OptimizerConfig.defaults(), 3), infinite, new TrainingListener() {});
    assertFalse(result.stoppedEarly());
    assertEquals(200, result.steps());
    assertEquals(20, result.bestStep());
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
  void layersAreInitialisedByTheDataOnce() {
    Flow flow = new Flow(2, List.of(new ActNorm(), new ActNorm()));
    TrainingConfig config = config(10, OptimizerConfig.defaults(), 0);
    AtomicReference<TrainingState> middle = new AtomicReference<>();
    TrainingListener remembers =
        new TrainingListener() {
          @Override
          public void reached(StateSource source, boolean last) {
            middle.set(source.state());
          }
        };
    Pull gradients = new Pull(0, flow);
    Trainer trainer = new Trainer(flow, config, gradients, remembers);
    float[] parameters = trainer.fit(trainer.initialState()).parameters();
    float[] expected = {3, 3, 4, 4, 3, 3, 4, 4, 1, 1};
    assertArrayEquals(expected, Arrays.copyOfRange(parameters, 8, 18), 1e-6f);
    assertEquals(1, gradients.initialisations);
    new Trainer(flow, config, gradients, new TrainingListener() {}).fit(middle.get());
    assertEquals(1, gradients.initialisations, "a resumed run initialises again");
  }

  @Test
  void weightDecayPullsParametersToZero() {
    OptimizerConfig decaying = new OptimizerConfig(OptimizerConfig.Type.SGD, 0.1, 1, 0);
    float[] found =
        fit(config(400, decaying, 0), new Pull(0), new TrainingListener() {}).parameters();
    for (float value : found) {
      // Where the pull 0.1 (target - value) and the decay 0.1 value are equal.
      assertEquals(TARGET / 2, value, 1e-3);
    }
  }

  @Test
  void theAverageOfTheParametersIsTheResult() {
    OptimizerConfig averaged = new OptimizerConfig(OptimizerConfig.Type.SGD, 0.1, 0, 20);
    float[] start = FLOW.layout().initial(1);
    float[] found =
        fit(config(60, averaged, 0), new Pull(0), new TrainingListener() {}).parameters();
    for (int i = 0; i < found.length; i++) {
      double parameter = start[i];
      double average = start[i];
      for (int update = 0; update < 60; update++) {
        parameter += 0.1 * (TARGET - parameter);
        average += Math.max(1.0 / 20, 10.0 / (10 + update)) * (parameter - average);
      }
      assertEquals(average, found[i], 1e-5);
    }
    TrainingResult best =
        fit(config(60, averaged, 0), pullThatTurnsAt(30), new TrainingListener() {});
    assertEquals(30, best.bestStep());
    assertNotEquals(found[0], best.parameters()[0], "that of the end, not of the best validation");
  }

  private static Pull pullThatTurnsAt(long step) {
    Pull pull = new Pull(0);
    pull.validationTurnsAt = step;
    return pull;
  }

  @Test
  void validationsBeginBeforeTheFirstStepAndGrowByATenth() {
    TrainingConfig config = growing();
    List<Long> steps =
        LongStream.rangeClosed(0, 1000)
            .filter(step -> config.validates(step - 1, step))
            .boxed()
            .toList();
    assertEquals(List.of(0L, 1L, 2L, 3L), steps.subList(0, 4));
    for (int i = 46; i < steps.size(); i++) {
      assertEquals(1.1, (double) steps.get(i) / steps.get(i - 1), 0.011);
    }
    // A round of steps is validated once, whatever it has stepped over.
    assertTrue(config.validates(100, 200));
    assertFalse(config.validates(steps.get(40), steps.get(40) + 1));
    List<Long> measured = new ArrayList<>();
    Pull pull = pullThatTurnsAt(0);
    TrainingResult result =
        fit(
            config,
            pull,
            new TrainingListener() {
              @Override
              public void measured(long all, TrainingState.Measurement measurement) {
                measured.add(measurement.step());
              }
            });
    assertEquals(steps.subList(0, measured.size() - 1), measured.subList(0, measured.size() - 1));
    assertEquals(0, result.bestStep(), "the start is the best");
  }

  private static TrainingConfig growing() {
    TrainingConfig every = config(60, OptimizerConfig.defaults(), 0);
    return new TrainingConfig(
        every.batchSize(),
        every.epochs(),
        every.steps(),
        every.optimizer(),
        every.schedule(),
        0,
        5,
        0,
        0,
        0,
        1,
        1);
  }

  @Test
  void schedulesEndWhereTheySay() {
    assertEquals(1, new Schedule.Cosine(0.1).factor(0, 100));
    assertEquals(0.1, new Schedule.Cosine(0.1).factor(100, 100), 1e-12);
    assertEquals(0.25, new Schedule.Step(10, 0.5).factor(25, 100));
    TrainingConfig warm =
        new TrainingConfig(
            1, 1, 100, OptimizerConfig.defaults(), new Schedule.Constant(), 4, 5, 10, 0, 0, 1, 1);
    assertEquals(0.25e-3, warm.learningRate(0, 100), 1e-12);
    assertEquals(1e-3, warm.learningRate(4, 100), 1e-12);
  }

  @Test
  void stepsOfAnEpochCoverAllRows() {
    TrainingConfig config = TrainingConfig.defaults();
    assertEquals(10, config.stepsPerEpoch(10_240));
    assertEquals(11, config.stepsPerEpoch(10_241));
    assertFalse(config.totalSteps(10_241) == 0);
  }
}
