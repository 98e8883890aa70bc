package normflow.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  private static double[] normal(int count, long seed, double mean) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(count).map(uniform -> mean + random.nextGaussian()).toArray();
  }

  @Test
  void theDistanceIsTheLargestDifferenceOfTheDistributionFunctions() {
    double[] samples = {1, 2, 3, 4};
    assertEquals(0, Calibration.of(samples, samples).distance());
    assertEquals(1, Calibration.of(new double[] {5, 6}, samples).distance());
    assertEquals(1, Calibration.of(new double[] {-5}, samples).distance());
    assertEquals(0.5, Calibration.of(new double[] {2.5, 2.6}, samples).distance());
    assertEquals(0.25, Calibration.of(new double[] {1, 1, 3, 4}, samples).distance());
    assertEquals(1, Calibration.of(new double[] {Double.NaN}, samples).distance());
  }

  @Test
  void oneDistributionIsCloserThanChanceAllowsAndAnotherIsNot() {
    double[] samples = normal(20_000, 1, 0);
    Calibration right = Calibration.of(normal(10_000, 2, 0), samples);
    assertTrue(right.distance() < right.chance(), "distance " + right.distance());
    assertEquals(0.0166, right.chance(), 1e-4);
    Calibration shifted = Calibration.of(normal(10_000, 2, 0.3), samples);
    // sup |Φ(x) - Φ(x - 0.3)| = 2 Φ(0.15) - 1.
    assertEquals(0.1192, shifted.distance(), 0.012);
    assertTrue(shifted.distance() > 5 * shifted.chance());
  }

  @Test
  void theBandHoldsMostBarsOfARightModelAndFewOfAWrongOne() {
    double[] samples = normal(20_000, 3, 0);
    assertTrue(inside(Calibration.of(normal(10_000, 4, 0), samples)) >= 17);
    assertTrue(inside(Calibration.of(normal(10_000, 4, 0.3), samples)) <= 6);
  }

  private static long inside(Calibration calibration) {
    return Arrays.stream(calibration.histogram())
        .filter(height -> Math.abs(height - 1) <= calibration.band())
        .count();
  }

  @Test
  void thePictureShowsTheSlopeOfRowsThatAreTooLikely() {
    double[] samples = normal(5_000, 5, 0);
    double[] heights = Calibration.of(normal(5_000, 6, 1), samples).histogram();
    assertTrue(heights[19] > 3 && heights[0] < 0.3);
    assertEquals(20, Arrays.stream(heights).sum(), 1e-9);
    assertTrue(Calibration.of(samples, samples).bars().image().getWidth() > 600);
  }

  @Test
  void ranksNeedRowsAndSamples() {
    assertThrows(
        IllegalArgumentException.class, () -> Calibration.of(new double[0], new double[1]));
  }
}
