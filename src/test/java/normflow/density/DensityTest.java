package normflow.density;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every density of the plane must keep: it is normalised and it is what it samples. */
@Tag("slow")
class DensityTest {

  private static final int SAMPLES = 200_000;

  static Stream<Arguments> densities() {
    return Stream.concat(
        Densities.names().stream()
            .map(Densities::named)
            .filter(density -> density.dim() == 2)
            .map(density -> Arguments.of(density.name(), density)),
        Stream.of(
            Arguments.of("two-moons, wide", new TwoMoons(0.7)),
            Arguments.of("mixture, correlated", correlated())));
  }

  private static Density correlated() {
    return new NormalMixture(
        "correlated",
        new double[] {1, 3},
        new double[][] {{-1, 0.5}, {1, 0}},
        new double[][][] {{{0.5, 0}, {0.4, 0.3}}, {{0.6, 0}, {-0.5, 0.2}}});
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("densities")
  void keepsTheLawsOfDensities(String name, Density density) {
    new DensityContract(density, 6).check();
  }

  /** Entropies by the midpoint rule for {@code -p log p} on 1,024 x 1,024 points of [-7, 7]^2. */
  @ParameterizedTest
  @CsvSource({
    "two-moons, , , 0.4770",
    "two-circles, , , 0.6751",
    "moons, , , 2.3939",
    "circles, , , 3.2681",
    "8gaussians, , , 2.8319",
    "rings, , , 2.6232",
    "swissroll, , , 2.6697",
    "2spirals, , , 2.6454",
    "checkerboard, , , 3.4657",
    "pinwheel, , , 2.3178",
    "two-moons, 0.05, , 0.2892",
    "two-moons, 0.1, , 1.0076",
    "two-circles, 0.05, 0.5, 0.6061"
  })
  void meanLogDensityIsTheEntropy(String name, Double noise, Double factor, double entropy) {
    Density density = Densities.named(name, optional(noise), optional(factor));
    SplittableRandom random = new SplittableRandom(11);
    double[] row = new double[2];
    double sum = 0;
    double squares = 0;
    for (int n = 0; n < SAMPLES; n++) {
      density.sample(random, row);
      double loss = -density.logDensity(row);
      sum += loss;
      squares += loss * loss;
    }
    double mean = sum / SAMPLES;
    double error = Math.sqrt(Math.max(0, squares / SAMPLES - mean * mean) / SAMPLES);
    assertEquals(entropy, mean, 1e-4 + 3.5 * error, name);
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("densities")
  void farOutTheLogDensityIsVeryNegative(String name, Density density) {
    for (double far : new double[] {10, 1e3, 1e6, 1e200}) {
      for (int turn = 0; turn < 16; turn++) {
        double angle = Math.PI / 8 * turn;
        double value =
            density.logDensity(new double[] {far * Math.cos(angle), far * Math.sin(angle)});
        assertFalse(Double.isNaN(value), name + " at " + far);
        assertTrue(value < -2 * far || name.equals("two-moons, wide"), name + " at " + far);
        if (far <= 1e6 && !name.equals("checkerboard")) {
          assertTrue(Double.isFinite(value), name + " at " + far);
        }
      }
    }
  }
}
