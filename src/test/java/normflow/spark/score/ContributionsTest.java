package normflow.spark.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import normflow.codec.ConfigException;
import normflow.engine.Block;
import normflow.engine.tile.TileEngine;
import normflow.flow.Architecture;
import normflow.flow.Ensemble;
import normflow.flow.Flow;
import normflow.flow.Glow;
import normflow.flow.Nsf;
import normflow.layer.Bound;
import normflow.layer.Permutation;
import normflow.model.Model;
import normflow.model.Standardization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContributionsTest {

  private static final int ROWS = 40;

  static List<Flow> flows() {
    Architecture nsf = Nsf.defaults();
    return List.of(
        nsf.flow(5),
        nsf.flow(3, 2),
        new Ensemble(2, true, new Glow(1, List.of(8), Bound.SOFT, nsf.base())).flow(3, 1));
  }

  private static Model model(Flow flow) {
    float[] parameters = flow.layout().initial(1);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (float) random.nextGaussian(0, 0.05);
    }
    double[] scale = new double[flow.width()];
    Arrays.fill(scale, 1);
    List<String> columns = IntStream.range(0, flow.width()).mapToObj(i -> "x" + i).toList();
    return new Model(
        flow,
        columns,
        new Standardization(new double[flow.width()], scale, flow.context()),
        parameters);
  }

  @ParameterizedTest
  @MethodSource("flows")
  void theyAddUpToTheLogDensity(Flow flow) {
    Model model = model(flow);
    SplittableRandom random = new SplittableRandom(3);
    Block rows = Block.zeros(ROWS, flow.width());
    for (int i = 0; i < rows.values().length; i++) {
      rows.values()[i] = (float) random.nextGaussian();
    }
    try (TileEngine engine = new TileEngine(flow)) {
      float[] each = new Contributions(model).of(engine, rows.values(), ROWS);
      float[] density = engine.logDensity(model.parameters(), rows);
      for (int row = 0; row < ROWS; row++) {
        double sum = 0;
        for (int i = 0; i < flow.dim(); i++) {
          sum += each[row * flow.dim() + i];
        }
        assertEquals(density[row], sum, 1e-3);
      }
    }
  }

  /** By columns that do not depend on each other: -z²/2 of its own, but for what draws have. */
  @Test
  void aColumnFarOffHasTheLeast() {
    Flow flow = new Flow(4, List.of(Permutation.reversed(4)));
    Model model = model(flow);
    float[] rows = {0, 0, 6, 0, 0, 0, 3, 0};
    try (TileEngine engine = new TileEngine(flow)) {
      float[] each = new Contributions(model).of(engine, rows, 2);
      assertEquals(-18 + 4.5, each[2] - each[6], 1e-4);
      for (int i : new int[] {0, 1, 3}) {
        assertTrue(each[2] < each[i] - 15);
        assertEquals(each[i], each[4 + i], 1e-4);
      }
    }
  }

  @Test
  void oneColumnIsRefused() {
    Model one = model(Nsf.defaults().flow(1, 1));
    ConfigException refused =
        assertThrows(ConfigException.class, () -> Explainer.require(one.dataColumns()));
    assertTrue(refused.getMessage().contains("x0"), refused.getMessage());
  }
}
