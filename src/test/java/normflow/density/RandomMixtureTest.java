package normflow.density;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The built-in mixtures are what their table in {@link Densities} says, on every machine. */
class RandomMixtureTest {

  /**
   * Entropy by sampling; the Gaussian by the sample's covariance. Standard errors are at most 0.02.
   */
  @ParameterizedTest
  @CsvSource({
    "mixture-6, 6, 8.441, 9.514",
    "mixture-21, 21, 25.096, 29.179",
    "mixture-43, 43, 49.454, 57.826"
  })
  void aGaussianIsClearlyWorse(String name, int dim, double entropy, double gaussian) {
    Density density = Densities.named(name);
    assertEquals(dim, density.dim());
    int draws = 50_000;
    double[] row = new double[dim];
    double[] sum = new double[dim];
    double[][] products = new double[dim][dim];
    double loss = 0;
    SplittableRandom random = new SplittableRandom(17);
    for (int n = 0; n < draws; n++) {
      density.sample(random, row);
      loss -= density.logDensity(row) / draws;
      for (int i = 0; i < dim; i++) {
        sum[i] += row[i] / draws;
        for (int j = 0; j < dim; j++) {
          products[i][j] += row[i] * row[j] / draws;
        }
      }
    }
    assertEquals(entropy, loss, 0.08);
    assertEquals(gaussian, gaussian(sum, products), 0.08);
    double difference = (gaussian(sum, products) - loss) / dim;
    assertTrue(difference > 0.1 && difference < 0.3, name + ": " + difference);
  }

  private static double gaussian(double[] mean, double[][] products) {
    int dim = mean.length;
    double[][] covariance = new double[dim][dim];
    for (int i = 0; i < dim; i++) {
      for (int j = 0; j < dim; j++) {
        covariance[i][j] = products[i][j] - mean[i] * mean[j];
      }
    }
    var factor = new CholeskyDecomposition(new Array2DRowRealMatrix(covariance)).getL();
    double entropy = 0.5 * dim * Math.log(2 * Math.PI * Math.E);
    for (int i = 0; i < dim; i++) {
      entropy += Math.log(factor.getEntry(i, i));
    }
    return entropy;
  }

  /** What was trained on one machine is evaluated on another. */
  @Test
  void parametersDoNotChange() {
    assertEquals(-9.605141243321, atOrigin("mixture-6"), 1e-11);
    assertEquals(-20.485432221394, atOrigin("mixture-21"), 1e-11);
    assertEquals(-35.702219532209, atOrigin("mixture-43"), 1e-11);
  }

  private static double atOrigin(String name) {
    Density density = Densities.named(name);
    return density.logDensity(new double[density.dim()]);
  }

  @Test
  void everyComponentIsDrawnAndMatters() {
    double[] row = {0.1, -0.2, 0.3};
    double one = RandomMixture.of("one", 3, 1, 5).logDensity(row);
    double two = RandomMixture.of("two", 3, 2, 5).logDensity(row);
    assertTrue(Math.abs(one - two) > 1e-3, one + " and " + two);
  }
}
