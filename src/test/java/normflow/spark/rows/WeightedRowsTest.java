package normflow.spark.rows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import normflow.engine.Block;
import org.junit.jupiter.api.Test;

class WeightedRowsTest {

  /** Rows of one column with their number, in two blocks. */
  private static List<Block> rows(double... weights) {
    int half = weights.length / 2;
    List<Block> blocks = new ArrayList<>();
    for (int block = 0; block < 2; block++) {
      int first = block == 0 ? 0 : half;
      int count = block == 0 ? half : weights.length - half;
      Block rows = Block.zeros(count, 1 + WeightedRows.COLUMNS);
      for (int i = 0; i < count; i++) {
        rows.values()[i * 3] = first + i;
        rows.values()[i * 3 + 1] = (float) weights[first + i];
      }
      blocks.add(rows);
    }
    WeightedRows.accumulate(blocks);
    return blocks;
  }

  private static int[] drawn(List<Block> blocks, int rows, long epoch, long steps) {
    int[] counts = new int[rows];
    for (long step = 0; step < steps; step++) {
      Block batch = WeightedRows.batch(blocks, 1, 7, epoch * steps + step, steps, 0, 1);
      for (float row : batch.values()) {
        counts[(int) row]++;
      }
    }
    return counts;
  }

  @Test
  void wholeWeightsAreRepetitionsInEveryEpoch() {
    List<Block> blocks = rows(1, 2, 0, 3, 1);
    for (int epoch = 0; epoch < 20; epoch++) {
      assertArrayEquals(new int[] {1, 2, 0, 3, 1}, drawn(blocks, 5, epoch, 3));
    }
  }

  @Test
  void otherWeightsAreMeansOverEpochs() {
    double[] weights = {0.25, 1.5, 0.75, 2.25};
    List<Block> blocks = rows(weights);
    int epochs = 4000;
    double[] means = new double[4];
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] counts = drawn(blocks, 4, epoch, 2);
      for (int i = 0; i < 4; i++) {
        means[i] += (double) counts[i] / epochs;
        assertTrue(Math.abs(counts[i] - weights[i]) < 1, i + " drawn " + counts[i]);
      }
    }
    for (int i = 0; i < 4; i++) {
      // A count is one of two neighbours: its standard deviation is at most a half.
      assertEquals(weights[i], means[i], 5 * 0.5 / Math.sqrt(epochs));
    }
  }

  @Test
  void runningSumsKeepTheirPrecision() {
    double[] weights = new double[300_000];
    java.util.Arrays.fill(weights, 1.1);
    List<Block> blocks = rows(weights);
    double before = WeightedRows.sum(blocks.get(0));
    assertEquals(165_000, before, 0.01);
    for (double weight : WeightedRows.weights(blocks.get(1), before)) {
      assertEquals(1.1, weight, 1e-6);
    }
  }

  @Test
  void allRowsOfAnEpochAreInOrder() {
    List<Block> all = WeightedRows.all(rows(1, 2, 0, 3, 1), 1, 7, 0);
    assertArrayEquals(new float[] {0, 1, 1, 3, 3, 3, 4}, all.get(0).values());
  }

  @Test
  void noRowsGiveNone() {
    assertEquals(0, WeightedRows.batch(List.of(), 2, 7, 0, 1, 0, 1).rows());
    assertEquals(List.of(), WeightedRows.all(List.of(), 2, 7, 0));
  }
}
