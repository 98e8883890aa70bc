package normflow.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.layer.Bound;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class SessionEngineTest {

  private static final Flow PLANAR = Architecture.Planar.defaults().flow(2);
  private static final Flow REAL_NVP =
      new Architecture.RealNvp(4, List.of(16, 16), Bound.TANH, true, new StandardNormal()).flow(2);

  @Test
  void lossIsTheNegativeSumOfLogDensities() {
    float[] parameters = parameters(PLANAR, 1);
    Block rows = normal(100, 2, 2);
    try (SessionEngine engine = new SessionEngine(PLANAR)) {
      double sum = 0;
      for (float logDensity : engine.logDensity(parameters, rows)) {
        sum -= logDensity;
      }
      assertEquals(sum, engine.lossAndGradient(parameters, rows).loss(), 1e-3);
    }
  }

  @Test
  void startsAtTheBaseDensity() {
    Flow flow = Architecture.RealNvp.defaults().flow(3);
    Block rows = normal(50, 3, 3);
    try (SessionEngine engine = new SessionEngine(flow)) {
      float[] logDensity = engine.logDensity(flow.layout().initial(4), rows);
      for (int row = 0; row < 50; row++) {
        double squares = 0;
        for (int i = 0; i < 3; i++) {
          squares += Math.pow(rows.values()[row * 3 + i], 2);
        }
        // Running statistics start at 0 and 1, to which epsilon is added.
        assertEquals(-0.5 * squares - 1.5 * Math.log(2 * Math.PI), logDensity[row], 1e-3);
      }
    }
  }

  @Test
  void gradientsOfPartsAddUpToThatOfTheWhole() {
    float[] parameters = parameters(PLANAR, 5);
    Block rows = normal(60, 2, 6);
    try (SessionEngine engine = new SessionEngine(PLANAR)) {
      GradientSum whole = engine.lossAndGradient(parameters, rows);
      GradientSum parts =
          engine
              .lossAndGradient(parameters, rows.slice(0, 0))
              .plus(engine.lossAndGradient(parameters, rows.slice(0, 25)))
              .plus(engine.lossAndGradient(parameters, rows.slice(25, 35)));
      assertEquals(60, parts.rows());
      assertEquals(whole.loss(), parts.loss(), 1e-4);
      assertArrayEquals(whole.gradient(), parts.gradient(), 1e-3f);
    }
  }

  @Test
  void samplesReturnToTheirBaseRows() {
    for (Flow flow : List.of(PLANAR, REAL_NVP)) {
      float[] parameters = flow.layout().initial(7);
      Block base = normal(5000, 2, 8);
      try (SessionEngine engine = new SessionEngine(flow)) {
        Block data = engine.toData(parameters, base);
        assertArrayEquals(base.values(), engine.toBase(parameters, data).values(), 1e-4f);
        List<Block> byLayer = engine.toDataByLayer(parameters, base);
        assertEquals(flow.layers().size(), byLayer.size());
        assertArrayEquals(data.values(), byLayer.get(byLayer.size() - 1).values());
      }
    }
  }

  @Test
  void statisticsAreThoseOfTheColumnsThatNormalisingLayersSee() {
    float[] parameters = REAL_NVP.layout().initial(9);
    Block rows = normal(1000, 2, 10);
    try (SessionEngine engine = new SessionEngine(REAL_NVP)) {
      Moments seen = engine.statistics(parameters, rows);
      Moments expected = Moments.empty(2);
      for (int row = 0; row < 1000; row++) {
        double[] values = {rows.values()[2 * row], rows.values()[2 * row + 1]};
        expected = expected.merge(new Moments(1, values, new double[2]));
      }
      assertEquals(8, seen.columns());
      // At the start couplings are the identity, so the first batch norm sees the rows themselves.
      assertEquals(expected.mean()[0], seen.mean()[0], 1e-5);
      assertEquals(expected.variance(1), seen.variance(1), 1e-4);
      Moments withGradient = engine.lossAndGradient(parameters, rows).statistics();
      assertArrayEquals(seen.mean(), withGradient.mean(), 1e-6);
    }
  }

  @Test
  void aBatchOfOneRowHasNoVariance() {
    try (SessionEngine engine = new SessionEngine(REAL_NVP)) {
      IllegalArgumentException error =
          assertThrows(
              IllegalArgumentException.class,
              () -> engine.lossAndGradient(REAL_NVP.layout().initial(1), normal(1, 2, 1)));
      assertTrue(error.getMessage().contains("batchSize"), error.getMessage());
    }
  }

  @Test
  void repeatsBitForBitAcrossSessions() {
    float[] parameters = parameters(PLANAR, 11);
    Block rows = normal(64, 2, 12);
    try (SessionEngine engine = new SessionEngine(PLANAR)) {
      float[] first = engine.lossAndGradient(parameters, rows).gradient();
      for (int i = 0; i < 70; i++) {
        assertArrayEquals(first, engine.lossAndGradient(parameters, rows).gradient());
      }
    }
  }

  private static float[] parameters(Flow flow, long seed) {
    return flow.layout().initial(seed);
  }

  private static Block normal(int rows, int dim, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * dim];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Block(values, rows, dim);
  }
}
