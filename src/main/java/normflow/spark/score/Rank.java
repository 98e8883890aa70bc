package normflow.spark.score;

import java.util.Arrays;
import java.util.List;
import normflow.codec.ConfigException;
import normflow.model.Model;
import normflow.spark.table.InputColumn;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * How unusual a row is: the share of the model's own draws that are less likely. Of rows that the
 * model would draw, a share of p has a rank of at most p, whatever the units and the number of
 * columns.
 */
public final class Rank {

  /** Draws unless others are asked for; a rank is known to one of them, ± .0035 at most. */
  public static final int DRAWS = 20_000;

  /** Name of the new column of the command. */
  public static final String COLUMN = "rank";

  private static final long SEED = 1;

  // One for all tables, so that Spark sees that the same rows ranked twice are the same plan.
  private final UserDefinedFunction share;

  /**
   * Draws from a model, in this JVM.
   *
   * @param draws how many a row is compared with, at least 1
   * @throws ConfigException if the model has a context
   */
  public Rank(Model model, int draws) {
    require(model.contextColumns());
    LocalModel local = new LocalModel(model);
    double[] drawn = local.logDensity(local.sample(draws, SEED));
    Arrays.sort(drawn);
    UDF1<Double, Double> rank = density -> density == null ? null : share(drawn, density);
    this.share = functions.udf(rank, DataTypes.DoubleType);
  }

  /**
   * Refuses a model whose rows have no ranks.
   *
   * @param context columns that its density is conditioned on
   * @throws ConfigException if there are any, as densities of different contexts are not comparable
   */
  public static void require(List<String> context) {
    if (!context.isEmpty()) {
      throw new ConfigException(
          "the model is conditioned on "
              + String.join(", ", context)
              + ": ranks are of densities without a context; ask for quantiles",
          null);
    }
  }

  /**
   * Rows with their ranks behind them; null where the log-density is.
   *
   * @param scored rows with their log-densities by this model
   * @param logDensity the column of these
   * @param column the new one
   * @throws ConfigException if the rows have such a column
   */
  public Dataset<Row> behind(Dataset<Row> scored, String logDensity, String column) {
    Scorer.requireFree(scored.schema(), List.of(column), "rename it");
    return scored.withColumn(column, share.apply(functions.col(InputColumn.quoted(logDensity))));
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
