package normflow.study.importance;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
 * @param shares of the axes
 * @param learned how much of the variance of losses the forest explains of things that its trees
 *     were not grown on, up to 1; where it is small the shares say little
 */
public record Importance(List<Share> shares, double learned) {

  /**
   * What an axis explains.
   *
   * @param value of the variance that a tree has learned, from 0 to 1, the mean over the trees
   * @param deviation of it from tree to tree
   */
  public record Share(double value, double deviation) {}

  /** Of fewer things nothing can be said. */
  public static final int LEAST = 12;

  private static final int TREES = 64;
  private static final long SEED = 1;

  public Importance {
    shares = List.copyOf(shares);
  }

  /**
   * The importance of every axis; empty where there are too few things, or the forest has learned
   * nothing that holds for others.
   *
   * @param factors the axes
   * @param losses of all things, finite
   */
  public static Optional<Importance> of(List<Factor> factors, double... losses) {
    double mean = Arrays.stream(losses).average().orElse(0);
    double variance =
        Arrays.stream(losses).map(loss -> (loss - mean) * (loss - mean)).average().orElse(0);
    if (factors.isEmpty() || losses.length < LEAST || !(variance > 0)) {
      return Optional.empty();
    }
    double[] scaled =
        Arrays.stream(losses).map(loss -> (loss - mean) / Math.sqrt(variance)).toArray();
    List<Tree> trees =
        IntStream.range(0, TREES)
            .mapToObj(i -> Streams.stream(SEED, Purpose.IMPORTANCE, i))
            .map(random -> Tree.grown(factors, scaled, random))
            .toList();
    double learned = learned(trees, scaled);
    List<double[]> shares =
        trees.stream().map(Tree::shares).filter(tree -> tree.length > 0).toList();
    return learned > 0 && shares.size() > 1
        ? Optional.of(
            new Importance(
                IntStream.range(0, factors.size()).mapToObj(i -> share(i, shares)).toList(),
                learned))
        : Optional.empty();
  }

  private static Share share(int factor, List<double[]> trees) {
    double[] shares = trees.stream().mapToDouble(tree -> tree[factor]).toArray();
    double mean = Arrays.stream(shares).average().orElseThrow();
    double squares = Arrays.stream(shares).map(value -> (value - mean) * (value - mean)).sum();
    return new Share(mean, Math.sqrt(squares / (shares.length - 1.0)));
  }

  /** 1 less the mean squared error of what trees expect of things that are new to them. */
  private static double learned(List<Tree> trees, double... losses) {
    double errors = 0;
    int count = 0;
    for (int i = 0; i < losses.length; i++) {
      int thing = i;
      OptionalDouble expected =
          trees.stream()
              .filter(tree -> tree.isNewTo(thing))
              .mapToDouble(tree -> tree.predict(thing))
              .average();
      if (expected.isPresent()) {
        errors += (losses[i] - expected.getAsDouble()) * (losses[i] - expected.getAsDouble());
        count++;
      }
    }
    return count == 0 ? 0 : 1 - errors / count;
  }
}
