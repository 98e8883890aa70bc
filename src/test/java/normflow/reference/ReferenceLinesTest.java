package normflow.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import normflow.codec.Codec;
import normflow.engine.Block;
import normflow.reference.ReferenceLine.Component;
import org.junit.jupiter.api.Test;

class ReferenceLinesTest {

  private static final SplittableRandom RANDOM = new SplittableRandom(5);

  private static List<float[]> rows(int count, int width) {
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] row = new float[width];
      for (int j = 0; j < width; j++) {
        row[j] = (float) (RANDOM.nextGaussian() + (j > 0 ? 0.7 * row[j - 1] : 0));
      }
      rows.add(row);
    }
    return rows;
  }

  private static ReferenceLines fit(List<float[]> rows, int context) {
    int width = rows.get(0).length;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      names.add("x" + i);
    }
    return ReferenceLines.fit(names, context, RowMoments.of(rows, width), rows);
  }

  private static double mean(RowDensity density, List<float[]> rows) {
    return rows.stream().mapToDouble(row -> density.logDensity(row, 0)).average().orElseThrow();
  }

  /** -½ (log |2π Σ| + d) on its own rows, whatever their blocks. */
  @Test
  void theGaussianIsThatOfTheRows() {
    List<float[]> rows = rows(1000, 2);
    float[] flat = new float[2000];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = rows.get(i / 2)[i % 2];
    }
    Block block = new Block(flat, 1000, 2);
    RowMoments moments = RowMoments.of(block, 2).merge(RowMoments.none(2));
    double[][] c = moments.covariance(0);
    double logDet = Math.log(c[0][0] * c[1][1] - c[1][0] * c[1][0]);
    RowDensity density = ReferenceLine.gaussian(moments, 0, 0).density(2, 0);
    assertEquals(-0.5 * (logDet + 2 * Math.log(2 * Math.PI) + 2), mean(density, rows), 1e-9);
  }

  /** By linear regression with the variance of its residuals. */
  @Test
  void givenAContextItIsALinearRegression() {
    List<float[]> rows = rows(500, 2);
    RowMoments moments = RowMoments.of(rows, 2);
    double[] mean = moments.mean();
    double[][] c = moments.covariance(0);
    double slope = c[1][0] / c[1][1];
    double variance = c[0][0] - slope * c[1][0];
    RowDensity density = ReferenceLine.gaussian(moments, 0, 1).density(2, 1);
    float[] far = {3, -1e8f};
    for (float[] row : List.of(rows.get(0), rows.get(1), far)) {
      double residual = row[0] - mean[0] - slope * (row[1] - mean[1]);
      double expected = -0.5 * (Math.log(2 * Math.PI * variance) + residual * residual / variance);
      assertEquals(expected, density.logDensity(row, 0), 1e-6 * Math.abs(expected));
    }
    assertEquals("linear Gaussian", fit(rows, 1).lines().get(0).name());
  }

  @Test
  void aMixtureGivenAContextIsTheRatioOfTwo() {
    List<Component> components =
        List.of(
            new Component(0.3, new double[] {1, 2}, new double[][] {{1}, {0.5, 2}}),
            new Component(0.7, new double[] {-1, 0}, new double[][] {{0.5}, {-0.1, 0.3}}));
    float[] row = {0.3f, 0.8f};
    List<Component> contexts =
        components.stream()
            .map(
                of ->
                    new Component(
                        of.weight(),
                        new double[] {of.mean()[1]},
                        new double[][] {{of.covariance()[1][1]}}))
            .toList();
    double joint = new MixtureDensity(components, 2, 0).logDensity(row, 0);
    double context = new MixtureDensity(contexts, 1, 0).logDensity(row, 1);
    assertEquals(joint - context, new MixtureDensity(components, 2, 1).logDensity(row, 0), 1e-12);
  }

  @Test
  void theMixtureFindsPiecesThatLieApart() {
    List<float[]> rows = rows(2000, 2);
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i)[0] = rows.get(i)[0] * 0.3f + 4 * (i % 5);
    }
    List<ReferenceLine> lines = fit(rows, 0).lines();
    assertEquals("mixture of 5 Gaussians", lines.get(1).name());
    double gain = mean(lines.get(1).density(2, 0), rows) - mean(lines.get(0).density(2, 0), rows);
    // Half the log of the ratio of determinants, less log 5.
    assertEquals(0.5 * Math.log((0.09 + 32) * 1.49 / 0.09) - Math.log(5), gain, 0.05);
    lines.get(1).components().forEach(of -> assertEquals(0.2, of.weight(), 0.01));
  }

  /** Fewer rows than columns, and a column that is another. */
  @Test
  void aSingularCovarianceIsGivenARidge() {
    List<float[]> few = rows(8, 20);
    ReferenceLines lines = fit(few, 0);
    double fresh = mean(lines.lines().get(0).density(20, 0), rows(200, 20));
    assertTrue(lines.lines().get(0).ridge() >= 0.1, lines.lines().get(0).ridge() + "");
    assertTrue(fresh > -100, fresh + " nats");
    List<float[]> copied = rows(300, 3);
    copied.forEach(row -> row[2] = row[1]);
    ReferenceLine gaussian = fit(copied, 0).lines().get(0);
    assertEquals(1e-6, gaussian.ridge());
    assertTrue(Double.isFinite(mean(gaussian.density(3, 0), copied)));
  }

  @Test
  void fewRowsAreEnough() {
    for (int count = 2; count < 7; count++) {
      List<float[]> rows = rows(count, 2);
      fit(rows, 0)
          .lines()
          .forEach(line -> assertTrue(Double.isFinite(mean(line.density(2, 0), rows))));
    }
    List<float[]> same = rows(40, 2);
    same.forEach(row -> row[0] = row[1] = row[0] > 0 ? 1 : -1);
    assertTrue(Double.isFinite(mean(fit(same, 0).lines().get(1).density(2, 0), same)));
  }

  @Test
  void columnsOfFewValuesAreNamed() {
    List<float[]> rows = rows(400, 3);
    rows.forEach(row -> row[1] = Math.round(row[1]));
    assertEquals(List.of("x1"), fit(rows, 0).repeated());
    assertEquals(List.of(), fit(rows, 2).repeated());
    assertEquals(List.of(), fit(rows.subList(0, 40), 0).repeated());
  }

  @Test
  void theFileIsReadAsItWasWrittenAndHeldAgainstTheModel() {
    ReferenceLines lines = fit(rows(100, 3), 1);
    ReferenceLines read = Codec.json("references", Codec.json(lines), ReferenceLines.class);
    float[] row = {1, 2, 3};
    for (int i = 0; i < 2; i++) {
      assertEquals(
          lines.lines().get(i).density(3, 1).logDensity(row, 0),
          read.lines().get(i).density(3, 1).logDensity(row, 0));
    }
    String message =
        assertThrows(IllegalArgumentException.class, () -> read.lines().get(0).density(2, 0))
            .getMessage();
    assertEquals("reference line linear Gaussian: it is not one of 2 columns", message);
  }
}
