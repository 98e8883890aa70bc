package normflow.study.importance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;

/**
 * How much of the variance of a loss an axis explains by itself, all others averaged out, as a
 * forest of regression trees has learned the loss: functional analysis of variance.
 *
 * <p>"An Efficient Approach for Assessing Hyperparameter Importance" (Hutter, Hoos, Leyton-Brown,
 * 2014).
 *
 * @param share of the variance, from 0 to 1, the mean over the trees
 * @param deviation of the share from tree to tree
 */
public record Importance(double share, double deviation) {

  /** Of fewer things nothing can be said. */
  public static final int LEAST = 12;

  private static final int TREES = 64;
  private static final long SEED = 1;

  /**
   * The importance of every axis; empty where there are too few things, or the loss is the same
   * everywhere.
   *
   * @param factors the axes
   * @param losses of all things, finite
   */
  public static List<Importance> of(List<Factor> factors, double... losses) {
    double mean = Arrays.stream(losses).average().orElse(0);
    if (factors.isEmpty()
        || losses.length < LEAST
        || Arrays.stream(losses).allMatch(loss -> loss == losses[0])) {
      return List.of();
    }
    double[] centred = Arrays.stream(losses).map(loss -> loss - mean).toArray();
    List<double[]> trees =
        IntStream.range(0, TREES)
            .mapToObj(i -> Streams.stream(SEED, Purpose.IMPORTANCE, i))
            .map(random -> Tree.grown(factors, centred, random).shares())
            .toList();
    List<Importance> all = new ArrayList<>();
    for (int i = 0; i < factors.size(); i++) {
      int factor = i;
      double[] shares = trees.stream().mapToDouble(tree -> tree[factor]).toArray();
      double share = Arrays.stream(shares).average().orElseThrow();
      double spread = Arrays.stream(shares).map(value -> (value - share) * (value - share)).sum();
      all.add(new Importance(share, Math.sqrt(spread / (TREES - 1))));
    }
    return all;
  }
}
