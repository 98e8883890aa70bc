package normflow.spark.score;

import java.util.Arrays;
import java.util.List;
import normflow.codec.ConfigException;
import normflow.model.Model;
import normflow.spark.table.InputColumn;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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

  /** Name of the new column. */
  public static final String COLUMN = "rank";

  private static final long SEED = 1;

  private Rank() {}

  /**
   * Refuses a model whose rows have no ranks.
   *
   * @throws ConfigException if it has a context, as densities of different contexts are not
   *     comparable
   */
  public static void require(Model model) {
    if (model.flow().context() > 0) {
      throw new ConfigException(
          "the model is conditioned on "
              + String.join(", ", model.contextColumns())
              + ": ranks are of densities without a context; see --quantiles",
          null);
    }
  }

  /**
   * Rows with their ranks behind them, in the column {@link #COLUMN}.
   *
   * @param scored rows with their log-densities by this model
   * @param logDensity the column of these
   * @throws ConfigException if the model has a context, or the rows have such a column
   */
  public static Dataset<Row> behind(Model model, Dataset<Row> scored, String logDensity) {
    require(model);
    Scorer.requireFree(scored.schema(), List.of(COLUMN), "rename it");
    LocalModel local = new LocalModel(model);
    double[] drawn = local.logDensity(local.sample(DRAWS, SEED));
    Arrays.sort(drawn);
    UDF1<Double, Double> rank = density -> density == null ? null : share(drawn, density);
    Column ranks =
        functions
            .udf(rank, DataTypes.DoubleType)
            .apply(functions.col(InputColumn.quoted(logDensity)));
    return scored.withColumn(COLUMN, ranks);
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
