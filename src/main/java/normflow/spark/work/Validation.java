package normflow.spark.work;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.spark.rows.WeightedRows;

/**
 * Moments of -log p of a partition's validation rows, and the rows that have none that is finite.
 *
 * @param weighted whether the rows have weights
 * @param trim share of the rows, the least likely ones, that are left out; of rows without weights
 */
record Validation(Engine engine, boolean weighted, double trim) {

  GradientSum of(float[] parameters, Iterable<Block> blocks) {
    return trim > 0 ? trimmed(parameters, blocks) : all(parameters, blocks);
  }

  private GradientSum all(float[] parameters, Iterable<Block> blocks) {
    Moments all = Moments.empty(1);
    LostRows lost = LostRows.none();
    double sum = 0;
    for (Block block : blocks) {
      Block rows = weighted ? WeightedRows.plain(block) : block;
      float[] logDensity = engine.logDensity(parameters, rows);
      lost = lost.and(logDensity);
      if (weighted) {
        // Weights have mean 1, so that the mean of the products is the weighted mean.
        double[] weights = WeightedRows.weights(block, sum);
        all = all.merge(Moments.of(logDensity.length, row -> -weights[row] * logDensity[row]));
        sum = WeightedRows.sum(block);
      } else {
        all = all.merge(Moments.of(logDensity.length, row -> -logDensity[row]));
      }
    }
    return PartitionResult.ofValidation(all, lost);
  }

  private GradientSum trimmed(float[] parameters, Iterable<Block> blocks) {
    List<float[]> likelihoods = new ArrayList<>();
    int rows = 0;
    for (Block block : blocks) {
      likelihoods.add(engine.logDensity(parameters, block));
      rows += block.rows();
    }
    float[] sorted = new float[rows];
    int at = 0;
    for (float[] logs : likelihoods) {
      System.arraycopy(logs, 0, sorted, at, logs.length);
      at += logs.length;
    }
    // What is no number comes last, and so is lost.
    Arrays.sort(sorted);
    float[] kept = Arrays.copyOfRange(sorted, (int) (trim * rows), rows);
    return PartitionResult.ofValidation(
        Moments.of(kept.length, row -> -kept[row]), LostRows.none().and(kept));
  }
}
