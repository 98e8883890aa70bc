package normflow.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import normflow.engine.tile.TileEngine;
import normflow.flow.Flow;
import normflow.flow.FlowCatalogue;
import normflow.graph.ParameterLayout;
import normflow.layer.Planar;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes a flow a density, in float and with random parameters. */
@Tag("slow")
class DensityTest {

  static Stream<FlowCatalogue.Case> flows() {
    return FlowCatalogue.cases().filter(flow -> flow.dim() == 2);
  }

  @ParameterizedTest
  @MethodSource("flows")
  void integratesToOne(FlowCatalogue.Case flow) {
    PlaneDensity density = new PlaneDensity(flow.flow(), parameters(flow.flow(), 1));
    assertEquals(1, density.mass(), 0.01);
  }

  /** Cells of the plane against draws: a χ² test that a correct sampler fails once in 10,000. */
  @ParameterizedTest
  @MethodSource("flows")
  void drawsFollowTheDensity(FlowCatalogue.Case flow) {
    PlaneDensity density = new PlaneDensity(flow.flow(), parameters(flow.flow(), 1));
    double p = density.chiSquareTest(density.draws(100_000, 7));
    assertTrue(p > 1e-4, "p = " + p);
  }

  /** The entropy by quadrature against the mean -log p of draws, within four standard errors. */
  @ParameterizedTest
  @MethodSource("flows")
  void drawsScoreTheEntropy(FlowCatalogue.Case flow) {
    PlaneDensity density = new PlaneDensity(flow.flow(), parameters(flow.flow(), 1));
    float[] logDensity = density.logDensity(density.draws(100_000, 8));
    Moments nll = Moments.of(logDensity.length, row -> -logDensity[row]);
    assertEquals(density.entropy(), nll.mean()[0], 4 * nll.standardError(0) + 0.002);
  }

  static Stream<FlowCatalogue.Case> all() {
    return FlowCatalogue.cases();
  }

  @ParameterizedTest
  @MethodSource("all")
  void farOutRowsHaveNumbers(FlowCatalogue.Case test) {
    Flow flow = test.flow();
    float[] parameters = parameters(flow, 2);
    float[] far = {0, 1e6f, -1e6f, 3, -3, 40, -1e3f};
    SplittableRandom random = new SplittableRandom(3);
    Block rows = far(flow.width(), far, random);
    Block draws = far(flow.drawnWidth(), far, random);
    try (Engine engine = new TileEngine(flow)) {
      for (float value : engine.logDensity(parameters, rows)) {
        assertFalse(Float.isNaN(value));
      }
      for (float value : engine.toBase(parameters, rows).values()) {
        assertFalse(Float.isNaN(value));
      }
      for (float value : engine.toData(parameters, draws).values()) {
        assertFalse(Float.isNaN(value));
      }
    }
  }

  private static Block far(int width, float[] values, SplittableRandom random) {
    Block rows = Block.zeros(200, width);
    for (int i = 0; i < rows.values().length; i++) {
      rows.values()[i] = values[random.nextInt(values.length)];
    }
    return rows;
  }

  /** A layer at a time: the error of a deep flow is the product of its layers' conditions. */
  @Test
  void planarLayersReturnRowsWithinOneMillionth() {
    for (int seed = 0; seed < 20; seed++) {
      Flow flow = new Flow(2, List.of(new Planar(true)));
      float[] parameters = parameters(flow, seed);
      SplittableRandom random = new SplittableRandom(seed);
      Block x = Block.zeros(500, 2);
      for (int i = 0; i < x.values().length; i++) {
        x.values()[i] = (float) random.nextGaussian();
      }
      try (SessionEngine engine = new SessionEngine(flow)) {
        float[] again = engine.toData(parameters, engine.toBase(parameters, x)).values();
        for (int i = 0; i < again.length; i++) {
          assertEquals(x.values()[i], again[i], 1e-6, "seed " + seed + ", value " + i);
        }
      }
    }
  }

  private static float[] parameters(Flow flow, long seed) {
    ParameterLayout layout = flow.layout();
    float[] parameters = layout.initial(seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < layout.trainedSize(); i++) {
      parameters[i] += (float) (0.15 * random.nextGaussian());
    }
    return parameters;
  }
}
