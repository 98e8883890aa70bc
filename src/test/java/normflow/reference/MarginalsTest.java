package normflow.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import normflow.engine.Block;
import normflow.engine.tile.TileEngine;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.layer.NormalScores;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;

class MarginalsTest {

  private static List<float[]> rows(int count, ToDoubleFunction<SplittableRandom> column) {
    SplittableRandom random = new SplittableRandom(3);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(new float[] {(float) column.applyAsDouble(random)});
    }
    return rows;
  }

  /** Base point and log-density of rows of one column. */
  private static double[][] mapped(NormalScores layer, List<float[]> rows) {
    Flow flow = new Flow(1, 0, new StandardNormal(), List.of(layer));
    Block block = Block.zeros(rows.size(), 1);
    for (int i = 0; i < rows.size(); i++) {
      block.values()[i] = rows.get(i)[0];
    }
    float[] weights = flow.layout().initial(1);
    try (TileEngine engine = new TileEngine(flow)) {
      return new double[][] {
        doubles(engine.toBase(weights, block).values()), doubles(engine.logDensity(weights, block))
      };
    }
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  /** Of any continuous column the scores have the moments of N(0, 1). */
  @Test
  void aColumnOfAnyShapeBecomesNormal() {
    List<ToDoubleFunction<SplittableRandom>> shapes =
        List.of(
            random -> Math.exp(1.5 * random.nextGaussian()),
            random -> Math.exp(2.5 * random.nextGaussian()),
            SplittableRandom::nextDouble,
            random -> random.nextGaussian() + (random.nextBoolean() ? 4 : -4),
            random -> random.nextGaussian() / Math.sqrt(random.nextDouble()));
    for (ToDoubleFunction<SplittableRandom> shape : shapes) {
      List<float[]> rows = rows(5_000, shape);
      double[] scores = mapped(Marginals.of(1, rows), rows)[0];
      assertEquals(0, StatUtils.mean(scores), 0.03);
      assertEquals(1, StatUtils.variance(scores), 0.08);
      double[] sorted = scores.clone();
      Arrays.sort(sorted);
      assertEquals(-1.2816, sorted[500], 0.05);
      assertEquals(1.2816, sorted[4_500], 0.05);
    }
  }

  /** The density of a flow of it alone is that of the column: its integral is 1. */
  @Test
  void itIsADensity() {
    for (int values : new int[] {1, 2, 5, 100_000}) {
      List<float[]> rows = rows(2_000, random -> Math.floor(random.nextDouble() * values));
      NormalScores layer = Marginals.of(1, rows);
      double from = -3.0 * values - 6;
      double to = 4.0 * values + 6;
      int steps = 400_000;
      List<float[]> grid = new ArrayList<>();
      for (int i = 0; i < steps; i++) {
        grid.add(new float[] {(float) (from + (to - from) * (i + 0.5) / steps)});
      }
      double sum = 0;
      for (double logDensity : mapped(layer, grid)[1]) {
        sum += Math.exp(logDensity);
      }
      assertEquals(1, sum * (to - from) / steps, 2e-3, values + " values");
    }
  }

  /** A value that half of the rows have is no spike. */
  @Test
  void aCommonValueGetsNoStep() {
    List<float[]> rows =
        rows(4_000, random -> random.nextBoolean() ? 0 : Math.abs(random.nextGaussian()));
    double[] logDensities =
        mapped(Marginals.of(1, rows), List.of(new float[] {0}, new float[] {0.3f}))[1];
    assertTrue(
        Math.abs(logDensities[0] - logDensities[1]) < 4, () -> Arrays.toString(logDensities));
  }

  /** A row far outside is neither lost nor without end. */
  @Test
  void farRowsGoOnAStraightLine() {
    List<float[]> rows = rows(1_000, SplittableRandom::nextGaussian);
    double[] scores =
        mapped(
            Marginals.of(1, rows),
            List.of(new float[] {10}, new float[] {20}, new float[] {30}, new float[] {-1e6f}))[0];
    assertEquals(scores[2] - scores[1], scores[1] - scores[0], 1e-3);
    assertTrue(scores[0] > 5 && scores[3] < -1e5 && Double.isFinite(scores[3]));
  }
}
