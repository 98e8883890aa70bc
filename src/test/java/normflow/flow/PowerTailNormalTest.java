package normflow.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import normflow.engine.Block;
import normflow.engine.tile.TileEngine;
import normflow.graph.ParameterLayout;
import normflow.layer.Permutation;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PowerTailNormalTest {

  private static Base.Distribution distribution(double tailsFrom) {
    return new PowerTailNormal(tailsFrom).distribution(name -> new float[0]).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 3, 4, 10})
  void quantilesAreTheInverseOfProbabilities(double tailsFrom) {
    Base.Distribution distribution = distribution(tailsFrom);
    for (double z : new double[] {-30, -11, -4.5, -2.5, -1, 0, 0.3, 1.9, 2.1}) {
      double p = distribution.cumulative(z);
      assertEquals(z, distribution.quantile(p), 1e-6 * Math.max(1, Math.abs(z)), "at " + z);
      assertEquals(1, p + distribution.cumulative(-z), 1e-15);
    }
  }

  @Test
  void drawsFollowTheDistribution() {
    PowerTailNormal base = new PowerTailNormal(2);
    float[] rows = new float[200_000];
    Base.Draws draws = base.draws(2, name -> new float[0]);
    SplittableRandom random = new SplittableRandom(7);
    for (int offset = 0; offset < rows.length; offset += 2) {
      draws.draw(random, rows, offset);
    }
    Base.Distribution distribution = distribution(2);
    double[] uniform = new double[rows.length];
    Arrays.setAll(uniform, i -> distribution.cumulative(rows[i]));
    Arrays.sort(uniform);
    double distance = 0;
    for (int i = 0; i < uniform.length; i++) {
      distance = Math.max(distance, Math.abs(uniform[i] - (i + 0.5) / uniform.length));
    }
    double least = 1 - new KolmogorovSmirnovTest().cdf(distance, uniform.length);
    assertTrue(least > 1e-3, "distance " + distance);
  }

  @Test
  void theDensityIsThatOfTheDistribution() {
    PowerTailNormal base = new PowerTailNormal(2);
    Flow flow = new Flow(1, 0, base, List.of(Permutation.reversed(1)));
    Block rows = Block.zeros(1000, 1);
    double width = 0.02;
    for (int row = 0; row < 1000; row++) {
      rows.values()[row] = (float) (-10 + width * (row + 0.5));
    }
    try (TileEngine engine = new TileEngine(flow)) {
      float[] logDensity = engine.logDensity(new float[0], rows);
      for (int row = 0; row < 1000; row++) {
        double left = -10 + width * row;
        double probability =
            distribution(2).cumulative(left + width) - distribution(2).cumulative(left);
        assertEquals(probability / width, Math.exp(logDensity[row]), 1e-3 * probability / width);
      }
    }
  }

  static Stream<Architecture> withTails() {
    return Stream.of(
            Glow.defaults(),
            Maf.defaults(),
            Nsf.defaults(),
            NsfAr.defaults(),
            RealNvpFast.defaults(),
            Regression.defaults())
        .map(flow -> flow.settled(16, flow.base()));
  }

  /** Large random weights, as no training has tamed, and rows far off in one column or in all. */
  @ParameterizedTest
  @MethodSource("withTails")
  void noFarRowDecidesEverything(Architecture architecture) {
    Flow flow = architecture.flow(5);
    float[] parameters = flow.layout().initial(1);
    SplittableRandom random = new SplittableRandom(3);
    for (ParameterLayout.Entry entry : flow.layout().trained()) {
      for (int i = entry.offset(); i < entry.offset() + entry.weight().size(); i++) {
        parameters[i] += (float) random.nextGaussian(0, 0.7);
      }
    }
    Block rows = Block.zeros(400, 5);
    for (int row = 0; row < 400; row++) {
      for (int i = 0; i < 5; i++) {
        boolean far = row >= 300 || row % 5 == i;
        rows.values()[row * 5 + i] =
            (float) (far ? (random.nextBoolean() ? 10 : -10) : random.nextGaussian());
      }
    }
    try (TileEngine engine = new TileEngine(flow)) {
      float[] logDensity = engine.logDensity(parameters, rows);
      for (int row = 0; row < 400; row++) {
        assertTrue(logDensity[row] > -1e4, "row " + row + ": " + logDensity[row]);
      }
    }
  }

  @Test
  void theTailsBeginWhereTheyAreSaidTo() {
    for (double bad : new double[] {1.9, 11, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertEquals(
          "tailsFrom = " + bad + ": must be from 2 to 10",
          assertThrows(IllegalArgumentException.class, () -> new PowerTailNormal(bad))
              .getMessage());
    }
  }
}
