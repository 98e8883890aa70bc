package normflow.spark.scan;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import normflow.spark.scan.RowRole.Shares;
import normflow.spark.table.RowReader;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What one pass over a partition of a table found.
 *
 * @param training rows to train on
 * @param validation rows held out for validation
 * @param test rows held out for the test
 * @param moments of the training rows, before standardisation
 * @param nulls which columns have a null that is a value, in rows of any role
 * @param bad number of rows with a null, a NaN, an infinity, or a value beyond the border
 * @param trainingWeight sum of the weights of the training rows
 */
public record Scan(
    Part training,
    Part validation,
    Part test,
    TieredMoments moments,
    boolean[] nulls,
    long bad,
    double trainingWeight)
    implements Serializable {

  /**
   * The rows of one role.
   *
   * @param sums over their hashes
   * @param low least value of each column, of held-out rows
   * @param high largest value of each column
   */
  record Part(RowSums sums, double[] low, double[] high) implements Serializable {

    boolean isWithin(Border border) {
      return sums.rows() == 0 || (border.beyond(low) < 0 && border.beyond(high) < 0);
    }
  }

  boolean isWithin(Border border) {
    return training.isWithin(border) && validation.isWithin(border) && test.isWithin(border);
  }

  Part part(RowRole role) {
    return switch (role) {
      case TRAINING -> training;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  /**
   * How a partition is read.
   *
   * @param reader of the used columns and the weight
   * @param shares that are held out
   * @param border of values
   */
  public record Pass(RowReader reader, Shares shares, Border border) implements Serializable {

    /** Index of the first value that makes a row a bad one, {@link RowReader#WEIGHT}, or -1. */
    public int bad(InternalRow row, double[] values) {
      int column = reader.read(row, values);
      return column == -1 ? border.beyond(values) : column;
    }

    /** What is wrong with the column that {@link #bad} found, in words. */
    String problem(InternalRow row, int column, double[] values) {
      return reader.read(row, values) == -1
          ? Border.problem(values[column])
          : reader.problem(row, column);
    }
  }

  /** Reads a partition. */
  static Scan of(Pass pass, int partition, Iterator<InternalRow> rows) {
    int width = pass.reader.width();
    Found training = new Found(width);
    Found validation = new Found(width);
    Found test = new Found(width);
    TieredMoments.Sum moments = new TieredMoments.Sum(width, pass.border.isUnknown());
    double[] values = new double[width];
    double[] known = new double[width];
    boolean[] nulls = new boolean[width];
    boolean weighted = pass.reader.isWeighted();
    boolean holes = pass.reader.takesNulls();
    long bad = 0;
    double trainingWeight = 0;
    for (long index = 0; rows.hasNext(); index++) {
      InternalRow row = rows.next();
      if (pass.bad(row, values) != -1) {
        bad++;
        continue;
      }
      double weight = pass.reader.weight(row);
      if (weight == 0) {
        continue;
      }
      for (int i = 0; holes && i < width; i++) {
        nulls[i] |= Double.isNaN(values[i]);
      }
      switch (pass.shares.roleOf(partition, index)) {
        case TRAINING -> {
          training.add(values, weight, weighted);
          trainingWeight += weight;
          moments.add(holes ? known(values, known) : values);
        }
        case VALIDATION -> validation.add(values, weight, weighted);
        case TEST -> test.add(values, weight, weighted);
      }
    }
    return new Scan(
        training.part(),
        validation.part(),
        test.part(),
        moments.moments(),
        nulls,
        bad,
        trainingWeight);
  }

  /** The values, with the last ones that were known in the place of nulls. */
  private static double[] known(double[] values, double[] known) {
    for (int i = 0; i < values.length; i++) {
      known[i] = Double.isNaN(values[i]) ? known[i] : values[i];
    }
    return known;
  }

  /** The rows of a role so far. */
  private static final class Found {
    private final RowHasher hasher = new RowHasher();
    private final double[] low;
    private final double[] high;

    Found(int width) {
      low = new double[width];
      high = new double[width];
      Arrays.fill(low, Double.POSITIVE_INFINITY);
      Arrays.fill(high, Double.NEGATIVE_INFINITY);
    }

    void add(double[] values, double weight, boolean weighted) {
      hasher.add(values, weight, weighted);
      for (int i = 0; i < values.length; i++) {
        low[i] = values[i] < low[i] ? values[i] : low[i];
        high[i] = values[i] > high[i] ? values[i] : high[i];
      }
    }

    Part part() {
      return new Part(hasher.sums(), low, high);
    }
  }
}
