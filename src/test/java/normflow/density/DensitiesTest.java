package normflow.density;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DensitiesTest {

  private static final OptionalDouble NONE = OptionalDouble.empty();

  @Test
  void everyNameIsTheNameOfItsDensity() {
    for (String name : Densities.names()) {
      assertEquals(name, Densities.named(name).name());
    }
  }

  @Test
  void parametersReachTheDensity() {
    assertEquals(new TwoMoons(0.1), Densities.named("two-moons", OptionalDouble.of(0.1), NONE));
    Circles circles =
        (Circles) Densities.named("two-circles", OptionalDouble.of(0.2), OptionalDouble.of(0.7));
    assertEquals(0.2, circles.noise());
    assertEquals(0.7, circles.radii().get(1));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    String message = refusal("two-moon", NONE, NONE);
    assertTrue(message.contains("did you mean two-moons?"), message);
    for (String name : Densities.names()) {
      assertTrue(message.contains(name), message);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "two-moons, 0, , noise = 0.0: must be positive and finite",
    "two-moons, NaN, , noise = NaN: must be positive and finite",
    "two-circles, Infinity, , noise = Infinity: must be positive and finite",
    "two-circles, , 1, 'factor = 1.0: must lie between 0 and 1, both excluded'",
    "two-circles, , 0, 'factor = 0.0: must lie between 0 and 1, both excluded'",
    "two-moons, , 0.5, 'factor = 0.5: two-moons has no factor, only two-circles has; leave it out'",
    "rings, 0.1, , 'noise = 0.1: rings has no noise, only two-moons and two-circles have; "
        + "leave it out'"
  })
  void parametersAreChecked(String name, Double noise, Double factor, String message) {
    assertEquals(message, refusal(name, optional(noise), optional(factor)));
  }

  /** Nothing depends on two dimensions: a mixture of one is the Gaussian's closed form. */
  @Test
  void mixturesHaveAnyDimension() {
    int dim = 43;
    double[] mean = new double[dim];
    double[][] factor = new double[dim][dim];
    for (int i = 0; i < dim; i++) {
      mean[i] = i;
      factor[i][i] = 1 + 0.1 * i;
      for (int j = 0; j < i; j++) {
        factor[i][j] = 0.3 / (1 + i - j);
      }
    }
    Density gaussian =
        new NormalMixture(
            "gaussian", new double[] {2}, new double[][] {mean}, new double[][][] {factor});
    double[] row = new double[dim];
    double mean2 = 0;
    int draws = 20_000;
    SplittableRandom random = new SplittableRandom(1);
    for (int n = 0; n < draws; n++) {
      gaussian.sample(random, row);
      mean2 -= gaussian.logDensity(row) / draws;
    }
    double entropy = dim * 0.5 * Math.log(2 * Math.PI * Math.E);
    for (int i = 0; i < dim; i++) {
      entropy += Math.log(factor[i][i]);
    }
    // The loss of a Gaussian row has variance dim / 2.
    assertEquals(entropy, mean2, 4 * Math.sqrt(dim / 2.0 / draws));
    assertEquals(
        -dim * 0.5 * Math.log(2 * Math.PI) - (entropy - dim * 0.5 * Math.log(2 * Math.PI * Math.E)),
        gaussian.logDensity(mean),
        1e-10);
  }

  private static String refusal(String name, OptionalDouble noise, OptionalDouble factor) {
    return assertThrows(IllegalArgumentException.class, () -> Densities.named(name, noise, factor))
        .getMessage();
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? NONE : OptionalDouble.of(value);
  }
}
