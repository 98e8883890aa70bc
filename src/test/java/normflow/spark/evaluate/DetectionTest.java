package normflow.spark.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.OptionalDouble;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;
import org.junit.jupiter.api.Test;

class DetectionTest {

  private static final double[] NORMAL = {-1, -2.5, -0.5, -3, -2, -1};
  private static final double[] ANOMALIES = {-3, -4.5, -1.5, -2.5};

  /** {@code roc_auc_score} and {@code average_precision_score} of scikit-learn 1.2. */
  @Test
  void areaAndPrecisionAreThoseOfAnotherLibraryWithTiesToo() {
    Detection found = Detection.of(NORMAL, ANOMALIES);
    assertEquals(6, found.normal());
    assertEquals(4, found.anomalies());
    assertEquals(0.7916666666666666, found.auroc(), 1e-15);
    assertEquals(0.7095238095238094, found.averagePrecision(), 1e-15);
  }

  /** Over all pairs, as the estimator is defined. */
  @Test
  void theStandardErrorIsThatOfThePairs() {
    assertEquals(
        0.15252504348102605, Detection.of(NORMAL, ANOMALIES).standardError().orElseThrow(), 1e-15);
    double[] normal = drawn(1, 60, 0);
    double[] anomalies = drawn(2, 25, -0.8);
    double[] found = new double[anomalies.length];
    double[] passed = new double[normal.length];
    for (int i = 0; i < anomalies.length; i++) {
      for (int j = 0; j < normal.length; j++) {
        double share = anomalies[i] < normal[j] ? 1 : anomalies[i] == normal[j] ? 0.5 : 0;
        found[i] += share / normal.length;
        passed[j] += share / anomalies.length;
      }
    }
    Detection detection = Detection.of(normal, anomalies);
    assertEquals(Arrays.stream(found).average().orElseThrow(), detection.auroc(), 1e-12);
    assertEquals(
        Math.sqrt(squaredError(found) + squaredError(passed)),
        detection.standardError().orElseThrow(),
        1e-12);
  }

  @Test
  void whatHasNoLogDensityIsTheMostUnusual() {
    double none = Double.NaN;
    double[] normal = {-1, -2};
    assertEquals(1, Detection.of(normal, new double[] {none, -9}).auroc());
    double lowest = Double.NEGATIVE_INFINITY;
    assertEquals(1, Detection.of(normal, new double[] {none, lowest}).averagePrecision());
    assertEquals(0.5, Detection.of(new double[] {none}, new double[] {lowest}).auroc());
  }

  @Test
  void noLowerDensityThanThatOfAnyRowFindsNothing() {
    Detection none = Detection.of(new double[] {-3, -2}, new double[] {-1});
    assertEquals(0, none.auroc());
    assertEquals(1.0 / 3, none.averagePrecision(), 1e-15);
    assertEquals(OptionalDouble.empty(), none.standardError());
  }

  private static double[] drawn(long seed, int rows, double mean) {
    double[] values = new double[rows];
    // Of two digits, so that some are equal.
    Arrays.setAll(
        values,
        i -> mean + Math.rint(10 * Streams.stream(seed, Purpose.ROWS, i).nextGaussian()) / 10);
    return values;
  }

  private static double squaredError(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return squares / (values.length - 1) / values.length;
  }
}
