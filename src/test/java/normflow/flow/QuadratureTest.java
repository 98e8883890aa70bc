package normflow.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class QuadratureTest {

  private static final Quadrature QUADRATURE = Quadrature.STANDARD;
  private static final NormalDistribution NORMAL = new NormalDistribution();
  private static final double[] QUANTILES =
      Arrays.stream(QUADRATURE.probabilities()).map(NORMAL::inverseCumulativeProbability).toArray();

  @Test
  void momentsAreThoseOfTheDistribution() {
    assertEquals(0, QUADRATURE.mean(QUANTILES), 1e-12);
    double[] squares = Arrays.stream(QUANTILES).map(q -> q * q).toArray();
    assertEquals(1, Math.sqrt(QUADRATURE.mean(squares)), 2e-5);
    double[] logNormal = Arrays.stream(QUANTILES).map(Math::exp).toArray();
    assertEquals(Math.exp(0.5), QUADRATURE.mean(logNormal), 2e-4);
  }

  /** That of N(0, 1): y (2 Φ(y) - 1) + 2 φ(y) - 1 / √π. */
  @Test
  void theCrpsIsThatOfTheClosedForm() {
    double sum = 0;
    double due = 0;
    for (int i = -400; i <= 400; i++) {
      double y = i / 100.0;
      double exact =
          y * (2 * NORMAL.cumulativeProbability(y) - 1)
              + 2 * NORMAL.density(y)
              - 1 / Math.sqrt(Math.PI);
      double found = QUADRATURE.crps(QUANTILES, y);
      assertEquals(exact, found, 4e-4);
      sum += NORMAL.density(y) * found;
      due += NORMAL.density(y) * exact;
    }
    assertEquals(due, sum, 1e-5 * due);
  }
}
