package normflow.spark.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import normflow.flow.Base;
import normflow.flow.GaussianMixture;
import normflow.flow.PowerTailNormal;
import normflow.flow.Quadrature;
import normflow.flow.StandardNormal;
import normflow.flow.StandardUniform;
import normflow.flow.StudentT;
import org.junit.jupiter.api.Test;

class OutlookTest {

  @Test
  void columnsAreNamedByPercents() {
    Outlook outlook = new Outlook(true, List.of(0.05, 0.5, 0.975, 1e-4));
    assertEquals(
        List.of("y_mean", "y_sd", "y_q5", "y_q50", "y_q97_5", "y_q0_01"), outlook.columns("y"));
    for (double wrong : new double[] {0, 1, -0.1, Double.NaN}) {
      List<Double> quantiles = List.of(wrong);
      assertThrows(IllegalArgumentException.class, () -> new Outlook(false, quantiles));
    }
  }

  @Test
  void momentsAreThoseOfTheQuadratureAndStandFirst() {
    double[] grid = Quadrature.STANDARD.probabilities();
    double[] images = new double[1 + grid.length];
    images[0] = 7;
    for (int i = 0; i < grid.length; i++) {
      images[1 + i] = grid[i] < 0.5 ? 2 : 4;
    }
    assertArrayEquals(new double[] {3, 1, 7}, new Outlook(true, List.of(0.5)).of(images), 1e-12);
    assertArrayEquals(
        new double[] {7}, new Outlook(false, List.of(0.5)).of(new double[] {7}), 1e-12);
  }

  /** The share of draws below a base's quantile is what was asked for. */
  @Test
  void quantilesAreThoseOfTheDraws() {
    float[] weights = {0.5f, -1, 1, 2, -3, 0, 0.5f, -0.5f, 0};
    for (Base base :
        List.of(
            new StandardNormal(),
            new StandardUniform(),
            new StudentT(3),
            new PowerTailNormal(3),
            new GaussianMixture(3))) {
      java.util.function.Function<String, float[]> named =
          name ->
              switch (name) {
                case "log_weights" -> Arrays.copyOfRange(weights, 0, 3);
                case "means" -> Arrays.copyOfRange(weights, 3, 6);
                default -> Arrays.copyOfRange(weights, 6, 9);
              };
      float[] rows = new float[40_000];
      Base.Draws draws = base.draws(1, named);
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < rows.length; i++) {
        draws.draw(random, rows, i);
      }
      for (double p : new double[] {0.02, 0.4, 0.9}) {
        Base.Distribution distribution = base.distribution(named).orElseThrow();
        double quantile = distribution.quantile(p);
        assertEquals(p, distribution.cumulative(quantile), 1e-9, base + " at " + p);
        double below = IntStream.range(0, rows.length).filter(i -> rows[i] < quantile).count();
        double error = Math.sqrt(p * (1 - p) / rows.length);
        assertEquals(p, below / rows.length, 4 * error, base + " at " + p);
      }
    }
  }
}
