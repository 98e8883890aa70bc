package normflow.spark.scan;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import normflow.random.Streams;
import normflow.random.Streams.Purpose;

/**
 * Chooses rows at random: every row has a key, a function of the seed and of where it stands, and
 * the rows of the smallest keys are taken, so that all have the same chance.
 *
 * @param most how many are taken at most
 * @param highest a key above which no row is likely to be among them; such rows stay in their
 *     partition
 * @param seed of the keys
 */
public record RowSample(int most, double highest, long seed) implements Serializable {

  /** Standard deviations that are allowed to the number of keys below the highest one. */
  private static final double SLACK = 5;

  /** A row and its key, from 0 to 1. */
  public record Keyed(double key, double[] row) implements Serializable {}

  /**
   * A sample of rows.
   *
   * @param about how many rows there are; if there are fewer, some of the sample may be missing
   */
  public static RowSample of(int most, long about, long seed) {
    double wanted = most + SLACK * Math.sqrt(most);
    return new RowSample(most, Math.min(1, wanted / Math.max(about, 1)), seed);
  }

  /** Begins with a partition. */
  public Sum begin(int partition) {
    return new Sum(this, partition);
  }

  /** The rows that are taken, of those of all partitions. */
  public double[][] chosen(List<Keyed> all) {
    return all.stream()
        .sorted(Comparator.comparingDouble(Keyed::key))
        .limit(most)
        .map(Keyed::row)
        .toArray(double[][]::new);
  }

  /** The rows of a partition that may be taken. */
  public static final class Sum {
    private final RowSample sample;
    private final int partition;
    private final PriorityQueue<Keyed> smallest =
        new PriorityQueue<>(Comparator.comparingDouble(Keyed::key).reversed());
    private long index;

    private Sum(RowSample sample, int partition) {
      this.sample = sample;
      this.partition = partition;
    }

    /** Looks at the next row; copies it if it may be taken. */
    public void add(double[] row) {
      double key = Streams.stream(sample.seed, Purpose.SHOWN, partition, index++).nextDouble();
      boolean full = smallest.size() == sample.most;
      if (key < sample.highest && (!full || key < smallest.element().key)) {
        if (full) {
          smallest.remove();
        }
        smallest.add(new Keyed(key, row.clone()));
      }
    }

    public List<Keyed> rows() {
      return new ArrayList<>(smallest);
    }
  }
}
