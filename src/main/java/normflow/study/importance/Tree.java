package normflow.study.importance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import normflow.random.Shuffle;

/**
 * A regression tree: every leaf has a box of cells and a mean, from which the variance that an axis
 * explains alone follows without sampling.
 *
 * <p>"Random Forests" (Breiman, 2001); "An Efficient Approach for Assessing Hyperparameter
 * Importance" (Hutter, Hoos, Leyton-Brown, 2014), section 4.
 */
final class Tree {

  private static final int LEAST = 3;

  /** Of losses whose variance is 1. */
  private static final double LEAST_GAIN = 1e-9;

  /** How many of the axes a split chooses from. */
  private static final double SHARE = 5.0 / 6;

  private record Leaf(BitSet[] box, double mean) {}

  /** Cells of one axis that go left, and how much that explains. */
  private record Split(int factor, BitSet left, double gain) {}

  private final List<Factor> factors;
  private final double[] losses;
  private final SplittableRandom random;
  private final List<Leaf> leaves = new ArrayList<>();
  private final BitSet drawn = new BitSet();

  private Tree(List<Factor> factors, double[] losses, SplittableRandom random) {
    this.factors = factors;
    this.losses = losses;
    this.random = random;
  }

  /** Grown on as many things as there are, drawn with replacement. */
  static Tree grown(List<Factor> factors, double[] losses, SplittableRandom random) {
    Tree tree = new Tree(factors, losses, random);
    int[] drawn = random.ints(losses.length, 0, losses.length).toArray();
    Arrays.stream(drawn).forEach(tree.drawn::set);
    tree.grow(drawn, factors.stream().map(Factor::all).toArray(BitSet[]::new));
    return tree;
  }

  private void grow(int[] things, BitSet... box) {
    Split split = things.length < 2 * LEAST ? null : split(things, box);
    if (split == null) {
      leaves.add(new Leaf(box, mean(things)));
      return;
    }
    int[] cells = factors.get(split.factor).cells();
    BitSet[] left = box.clone();
    BitSet[] right = box.clone();
    left[split.factor] = split.left;
    right[split.factor] = (BitSet) box[split.factor].clone();
    right[split.factor].andNot(split.left);
    grow(Arrays.stream(things).filter(i -> split.left.get(cells[i])).toArray(), left);
    grow(Arrays.stream(things).filter(i -> !split.left.get(cells[i])).toArray(), right);
  }

  /** The best one of some of the axes; null where none leaves enough on both sides. */
  private Split split(int[] things, BitSet... box) {
    Split best = null;
    int most = (int) Math.ceil(SHARE * factors.size());
    Shuffle order = new Shuffle(factors.size(), random.nextLong());
    for (int i = 0; i < most; i++) {
      int factor = (int) order.at(i);
      Split found = split(factor, things, box[factor]);
      if (found != null && (best == null || found.gain > best.gain)) {
        best = found;
      }
    }
    return best;
  }

  private Split split(int number, int[] things, BitSet cells) {
    Factor factor = factors.get(number);
    Sums sums = new Sums(factor, things);
    List<Integer> order = order(factor, sums, cells, mean(things));
    double total = Arrays.stream(things).mapToDouble(i -> losses[i]).sum();
    double whole = total * total / things.length;
    BitSet left = new BitSet();
    Split best = null;
    double sum = 0;
    int count = 0;
    for (int cell : order.subList(0, order.size() - 1)) {
      left.set(cell);
      sum += sums.sum[cell];
      count += sums.count[cell];
      int rest = things.length - count;
      if (sums.count[cell] > 0 && count >= LEAST && rest >= LEAST) {
        double gain = sum * sum / count + (total - sum) * (total - sum) / rest - whole;
        if (gain > LEAST_GAIN && (best == null || gain > best.gain)) {
          best = new Split(number, (BitSet) left.clone(), gain);
        }
      }
    }
    return best;
  }

  /**
   * Cells in the order in which they may be parted: as they lie, or by the mean of their things.
   */
  private static List<Integer> order(Factor factor, Sums sums, BitSet cells, double mean) {
    if (factor.ordered()) {
      return cells.stream().boxed().toList();
    }
    return cells.stream()
        .boxed()
        .sorted(
            Comparator.comparingDouble(
                cell -> sums.count[cell] == 0 ? mean : sums.sum[cell] / sums.count[cell]))
        .toList();
  }

  /** Things and their losses, cell by cell. */
  private final class Sums {
    private final double[] sum;
    private final int[] count;

    Sums(Factor factor, int... things) {
      sum = new double[factor.weights().length];
      count = new int[factor.weights().length];
      for (int thing : things) {
        sum[factor.cells()[thing]] += losses[thing];
        count[factor.cells()[thing]]++;
      }
    }
  }

  /** Whether it was not grown on a thing. */
  boolean isNewTo(int thing) {
    return !drawn.get(thing);
  }

  /** What it expects of a thing. */
  double predict(int thing) {
    for (Leaf leaf : leaves) {
      boolean inside = true;
      for (int i = 0; i < factors.size() && inside; i++) {
        inside = leaf.box[i].get(factors.get(i).cells()[thing]);
      }
      if (inside) {
        return leaf.mean;
      }
    }
    throw new IllegalStateException("thing " + thing + " is in no leaf: the boxes fill the space");
  }

  private double mean(int... things) {
    return Arrays.stream(things).mapToDouble(i -> losses[i]).average().orElse(0);
  }

  /**
   * The share of the variance over all axes that each explains alone; empty where there is none.
   */
  double[] shares() {
    double mean = 0;
    for (Leaf leaf : leaves) {
      mean += weight(leaf, -1) * leaf.mean;
    }
    double variance = 0;
    for (Leaf leaf : leaves) {
      variance += weight(leaf, -1) * (leaf.mean - mean) * (leaf.mean - mean);
    }
    double[] shares = new double[variance > 0 ? factors.size() : 0];
    for (int factor = 0; factor < shares.length; factor++) {
      shares[factor] = alone(factor, mean) / variance;
    }
    return shares;
  }

  /** The variance of the mean over all other axes. */
  private double alone(int factor, double mean) {
    double[] weights = factors.get(factor).weights();
    double[] means = new double[weights.length];
    for (Leaf leaf : leaves) {
      double others = weight(leaf, factor);
      leaf.box[factor].stream().forEach(cell -> means[cell] += others * leaf.mean);
    }
    return IntStream.range(0, weights.length)
        .mapToDouble(cell -> weights[cell] * (means[cell] - mean) * (means[cell] - mean))
        .sum();
  }

  /** The share of the space that a leaf is, without one of the axes. */
  private double weight(Leaf leaf, int without) {
    double weight = 1;
    for (int i = 0; i < factors.size(); i++) {
      weight *= i == without ? 1 : factors.get(i).weight(leaf.box[i]);
    }
    return weight;
  }
}
