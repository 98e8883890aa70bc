package normflow.spark.scan;

import java.io.Serializable;
import normflow.engine.Moments;

/**
 * Moments of the rows of ordinary size, which values of another size do not spoil: a fill value of
 * 1e36 leaves nothing of the others' variance, the largest double not even a number.
 *
 * <p>A row belongs to the tier of its largest value, 2⁶⁰ to the next one. The moments are those of
 * the lowest tier that has rows; the others are counted.
 *
 * @param tier the lowest one
 * @param moments of its rows
 * @param higher number of rows of higher tiers
 */
record TieredMoments(int tier, Moments moments, long higher) implements Serializable {

  private static final int EXPONENTS = 60;

  static TieredMoments none(int columns) {
    return new TieredMoments(Integer.MAX_VALUE, Moments.empty(columns), 0);
  }

  /** The number of rows, of all tiers. */
  public long rows() {
    return moments.count() + higher;
  }

  /** Of these rows and the other's. */
  TieredMoments merge(TieredMoments other) {
    if (tier == other.tier) {
      return new TieredMoments(tier, moments.merge(other.moments), higher + other.higher);
    }
    TieredMoments low = tier < other.tier ? this : other;
    TieredMoments high = tier < other.tier ? other : this;
    return new TieredMoments(low.tier, low.moments, low.higher + high.rows());
  }

  /**
   * The border that the rows of ordinary size set to the others; none if they are not the most, as
   * the large values are the rule then.
   */
  Border border() {
    return moments.count() > higher ? Border.of(moments) : Border.unbounded(moments.columns());
  }

  /** Adds rows up. */
  static final class Sum {
    private final int columns;
    private final boolean tiered;
    private int tier = Integer.MAX_VALUE;
    private RunningMoments moments;
    private long higher;

    /**
     * @param tiered false if all rows are to be taken for one tier
     */
    Sum(int columns, boolean tiered) {
      this.columns = columns;
      this.tiered = tiered;
      this.moments = new RunningMoments(columns);
    }

    public void add(double[] row) {
      int its = tiered ? tier(row) : 0;
      if (its > tier) {
        higher++;
        return;
      }
      if (its < tier) {
        tier = its;
        higher += moments.count();
        moments = new RunningMoments(columns);
      }
      moments.add(row);
    }

    private static int tier(double[] row) {
      double largest = 0;
      for (double value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
      return Math.max(0, Math.getExponent(largest)) / EXPONENTS;
    }

    TieredMoments moments() {
      return new TieredMoments(tier, moments.moments(), higher);
    }
  }
}
