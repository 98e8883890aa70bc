package normflow.spark.work;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import normflow.engine.Block;
import normflow.engine.Engine;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.spark.rows.WeightedRows;

/**
 * Moments of -log p of a partition's validation rows, and the rows that have none that is finite.
 *
 * @param weighted whether the rows have weights
 * @param trim share of the rows, the least likely ones, that are left out
 */
record Validation(Engine engine, boolean weighted, double trim) {

  GradientSum of(float[] parameters, Iterable<Block> blocks) {
    List<float[]> likelihoods = new ArrayList<>();
    List<double[]> weights = new ArrayList<>();
    LostRows lost = LostRows.none();
    double sum = 0;
    for (Block block : blocks) {
      float[] logDensity =
          engine.logDensity(parameters, weighted ? WeightedRows.plain(block) : block);
      lost = lost.and(logDensity);
      likelihoods.add(logDensity);
      if (weighted) {
        // They have mean 1, so that the mean of the products is the weighted mean.
        weights.add(WeightedRows.weights(block, sum));
        sum = WeightedRows.sum(block);
      }
    }
    float least = least(likelihoods);
    Moments all = Moments.empty(1);
    for (int i = 0; i < likelihoods.size(); i++) {
      float[] logs = likelihoods.get(i);
      int[] kept = kept(logs, least);
      double[] factors = weighted ? weights.get(i) : new double[0];
      all =
          all.merge(
              weighted
                  ? Moments.of(kept.length, row -> -factors[kept[row]] * logs[kept[row]])
                  : Moments.of(kept.length, row -> -logs[kept[row]]));
    }
    return PartitionResult.ofValidation(all, lost);
  }

  /** The least log-density that counts; NaN if all do. */
  private float least(List<float[]> likelihoods) {
    int rows = likelihoods.stream().mapToInt(logs -> logs.length).sum();
    int left = (int) (trim * rows);
    if (left == 0) {
      return Float.NaN;
    }
    float[] sorted = new float[rows];
    int at = 0;
    for (float[] logs : likelihoods) {
      System.arraycopy(logs, 0, sorted, at, logs.length);
      at += logs.length;
    }
    Arrays.sort(sorted);
    return sorted[left];
  }

  /** Also those that are no number, which no mean may hide. */
  private static int[] kept(float[] logs, float least) {
    return IntStream.range(0, logs.length).filter(row -> !(logs[row] < least)).toArray();
  }
}
