package normflow.spark.score;

import java.util.Arrays;
import normflow.codec.ConfigException;
import normflow.model.Model;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * How unusual a row is: the share of the model's own draws that are less likely. Of rows that the
 * model would draw, a share of p has a rank of at most p, whatever the units and the number of
 * columns.
 */
public final class Rank {

  /** Draws that a row is compared with; a rank is known to one of them, ± .0035 at most. */
  public static final int DRAWS = 20_000;

  private static final long SEED = 1;

  private Rank() {}

  /**
   * The ranks of log-densities of this model.
   *
   * @throws ConfigException if the model has a context, as densities of different contexts are not
   *     comparable
   */
  public static Column of(Model model, Column logDensity) {
    if (model.flow().context() > 0) {
      throw new ConfigException(
          "the model is conditioned on "
              + String.join(", ", model.contextColumns())
              + ": ranks are of densities without a context; see --quantiles",
          null);
    }
    LocalModel local = new LocalModel(model);
    double[] drawn = local.logDensity(local.sample(DRAWS, SEED));
    Arrays.sort(drawn);
    UDF1<Double, Double> rank = density -> density == null ? null : share(drawn, density);
    return functions.udf(rank, DataTypes.DoubleType).apply(logDensity);
  }

  /** The share of sorted numbers that are below this one, half of those that are equal to it. */
  static double share(double[] sorted, double number) {
    int below = first(sorted, number);
    int above = first(sorted, Math.nextUp(number));
    return (below + above) / (2.0 * sorted.length);
  }

  /** The index of the first number that is not below. */
  private static int first(double[] sorted, double number) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
