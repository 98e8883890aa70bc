package normflow.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import normflow.engine.Block;
import normflow.engine.tile.TileEngine;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.layer.Whitening;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhitenersTest {

  /** Rows of four columns that depend on each other, about a mean that is not 0. */
  private static List<float[]> rows() {
    SplittableRandom random = new SplittableRandom(11);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double c = random.nextGaussian();
      rows.add(
          new float[] {
            (float) (a + 0.2),
            (float) (0.9 * a + 0.3 * b),
            (float) (b - c - 0.1),
            (float) (c + 0.5 * a + 0.7 * random.nextGaussian())
          });
    }
    return rows;
  }

  private static Block block(List<float[]> rows) {
    Block block = Block.zeros(rows.size(), 4);
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, block.values(), 4 * i, 4);
    }
    return block;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void aFlowOfItAloneIsTheGaussianAmongTheReferenceLines(int context) {
    List<float[]> rows = rows();
    RowMoments moments = RowMoments.of(rows, 4);
    Whitening layer = Whiteners.of(4 - context, context, moments, rows);
    Flow flow = new Flow(4 - context, context, new StandardNormal(), List.of(layer));
    RowDensity gaussian =
        ReferenceLines.fit(List.of("a", "b", "c", "d"), context, moments, rows)
            .lines()
            .get(0)
            .density(4, context);
    try (TileEngine engine = new TileEngine(flow)) {
      float[] logDensity = engine.logDensity(flow.layout().initial(1), block(rows));
      for (int i = 0; i < rows.size(); i++) {
        assertEquals(gaussian.logDensity(rows.get(i), 0), logDensity[i], 1e-4);
      }
    }
  }

  /** Up to what the Gaussian is shrunk by. */
  @Test
  void imagesAreUncorrelatedAndOfVarianceOne() {
    List<float[]> rows = rows();
    Whitening layer = Whiteners.of(4, 0, RowMoments.of(rows, 4), rows);
    Flow flow = new Flow(4, 0, new StandardNormal(), List.of(layer));
    try (TileEngine engine = new TileEngine(flow)) {
      Block images = engine.toBase(flow.layout().initial(1), block(rows));
      RowMoments moments = RowMoments.of(images, 4);
      double[][] covariance = moments.covariance(0);
      for (int i = 0; i < 4; i++) {
        assertEquals(0, moments.mean()[i], 1e-5);
        for (int j = 0; j <= i; j++) {
          assertEquals(i == j ? 1 : 0, covariance[i][j], 0.02);
        }
      }
    }
  }

  @Test
  void columnsWithoutSpreadHaveNone() {
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rows.add(new float[] {i, 3});
    }
    RowMoments moments = RowMoments.of(rows, 2);
    assertThrows(ArithmeticException.class, () -> Whiteners.of(2, 0, moments, rows));
  }
}
