package normflow.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import normflow.engine.tile.TileEngine;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.graph.ParameterLayout;
import normflow.layer.Bound;
import normflow.layer.Planar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes a flow a density, in float and with random parameters. */
class DensityTest {

  static Stream<Flow> flows() {
    return Stream.of(
        new Architecture.Planar(8, true, new StandardNormal()).flow(2),
        new Architecture.Planar(8, false, new StandardNormal()).flow(2),
        new Architecture.RealNvp(4, List.of(16, 16), Bound.TANH, true, new StandardNormal())
            .flow(2),
        new Architecture.RealNvp(
                4, List.of(16, 16), Bound.LEARNED_TANH, false, new StandardNormal())
            .flow(2));
  }

  @ParameterizedTest
  @MethodSource("flows")
  void integratesToOne(Flow flow) {
    int side = 600;
    double limit = 24;
    double width = 2 * limit / side;
    float[] parameters = parameters(flow, 1);
    double sum = 0;
    try (Engine engine = new TileEngine(flow)) {
      for (int line = 0; line < side; line++) {
        Block block = Block.zeros(side, 2);
        for (int i = 0; i < side; i++) {
          block.values()[2 * i] = (float) (-limit + (i + 0.5) * width);
          block.values()[2 * i + 1] = (float) (-limit + (line + 0.5) * width);
        }
        for (float logDensity : engine.logDensity(parameters, block)) {
          sum += Math.exp(logDensity) * width * width;
        }
      }
    }
    assertEquals(1, sum, 0.01);
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
