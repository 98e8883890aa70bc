package normflow.spark.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import normflow.engine.Block;
import normflow.engine.tile.TileEngine;
import normflow.flow.Architecture;
import normflow.flow.Base;
import normflow.flow.Ensemble;
import normflow.flow.Flow;
import normflow.flow.PowerTailNormal;
import normflow.flow.Regression;
import normflow.layer.Planar;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.random.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuantilesTest {

  private static final double[] LEVELS = {.01, .1, .25, .5, .75, .9, .99};
  private static final int DRAWS = 100_000;
  private static final float[] CONTEXTS = {0.4f, -1.3f};

  static List<Architecture> architectures() {
    Architecture one = new Regression(1, List.of(16), 6, 3, PowerTailNormal.defaults());
    return List.of(one, new Ensemble(3, false, one));
  }

  /** Weights that are so large that members are far apart. */
  private static Model model(Architecture architecture) {
    Flow flow = architecture.flow(1, 1);
    float[] parameters = flow.layout().initial(3);
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (float) random.nextGaussian(0, 0.6);
    }
    return new Model(
        flow,
        List.of("y", "c"),
        new Standardization(new double[2], new double[] {1, 1}, 1),
        parameters);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void theyAreThoseOfDraws(Architecture architecture) {
    Model model = model(architecture);
    Quantiles quantiles = Quantiles.of(model, LEVELS).orElseThrow();
    try (TileEngine engine = new TileEngine(model.flow())) {
      float[] found = quantiles.of(engine, CONTEXTS, 2);
      for (int row = 0; row < 2; row++) {
        double[] drawn = drawn(engine, model, CONTEXTS[row]);
        for (int i = 0; i < LEVELS.length; i++) {
          double quantile = found[row * LEVELS.length + i];
          double below = Arrays.stream(drawn).filter(y -> y < quantile).count() / (double) DRAWS;
          // Five standard deviations of a share.
          double chance = 5 * Math.sqrt(LEVELS[i] * (1 - LEVELS[i]) / DRAWS);
          assertEquals(LEVELS[i], below, chance + 1e-3);
        }
      }
    }
  }

  private static double[] drawn(TileEngine engine, Model model, float context) {
    Base.Draws draws = model.flow().draws(model.parameters());
    Block base = Block.zeros(DRAWS, model.flow().drawnWidth());
    for (int row = 0; row < DRAWS; row++) {
      int offset = row * base.dim();
      draws.draw(Streams.stream(9, Streams.Purpose.SAMPLES, row), base.values(), offset);
      base.values()[offset + base.dim() - 1] = context;
    }
    float[] data = engine.toData(model.parameters(), base).values();
    return IntStream.range(0, DRAWS).mapToDouble(i -> data[i]).toArray();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void theProbabilityOfLessThanAQuantileIsItsLevel(Architecture architecture) {
    Model model = model(architecture);
    Quantiles quantiles = Quantiles.of(model, LEVELS).orElseThrow();
    try (TileEngine engine = new TileEngine(model.flow())) {
      float[] found = quantiles.of(engine, CONTEXTS, 2);
      Block rows = Block.zeros(found.length, 2);
      for (int i = 0; i < found.length; i++) {
        rows.values()[2 * i] = found[i];
        rows.values()[2 * i + 1] = CONTEXTS[i / LEVELS.length];
      }
      double[] cumulative = quantiles.found(engine, rows).cumulative();
      for (int i = 0; i < found.length; i++) {
        assertEquals(LEVELS[i % LEVELS.length], cumulative[i], 1e-3);
      }
    }
  }

  @Test
  void aFlowOfTwoColumnsHasNone() {
    Flow flow = new Flow(2, List.of(new Planar(true)));
    Model model =
        new Model(
            flow,
            List.of("a", "b"),
            new Standardization(new double[2], new double[] {1, 1}, 0),
            flow.layout().initial(1));
    assertTrue(Quantiles.of(model, LEVELS).isEmpty());
    Flow two = new Ensemble(2, false, Architecture.Planar.defaults()).flow(2);
    Model both =
        new Model(
            two,
            List.of("a", "b"),
            new Standardization(new double[2], new double[] {1, 1}, 0),
            two.layout().initial(1));
    assertTrue(Quantiles.of(both, LEVELS).isEmpty());
  }
}
