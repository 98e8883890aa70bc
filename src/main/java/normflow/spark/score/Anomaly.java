package normflow.spark.score;

import java.util.List;
import normflow.codec.ConfigException;
import normflow.spark.table.InputColumn;
import normflow.store.ModelStore;
import normflow.store.TrainedDensities;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Whether a row is an anomaly: less likely than nearly all rows that a model was trained on. */
public final class Anomaly {

  /** Name of the new column, of booleans. */
  public static final String COLUMN = "is_anomaly";

  private Anomaly() {}

  /**
   * Refuses a share of the training rows that says no threshold.
   *
   * @throws ConfigException if it is not from 0.001 to below 0.5
   */
  public static void require(double share) {
    if (!(share >= 0.001 && share < 0.5)) {
      throw new ConfigException(
          "--anomaly " + share + ": must be from 0.001 to below 0.5; see --rank for rarer rows",
          null);
    }
  }

  /**
   * The log-densities of a model's training rows, which say thresholds.
   *
   * @throws ConfigException if its folder has none
   */
  public static TrainedDensities densities(ModelStore store, Path folder) {
    return store
        .densities(folder)
        .orElseThrow(
            () ->
                new ConfigException(
                    folder
                        + " has no "
                        + ModelStore.DENSITIES
                        + ", from which --anomaly has its threshold: an earlier version, or Spark"
                        + " ML, saved the model; train it again, or use --rank",
                    null));
  }

  /**
   * Scored rows with {@link #COLUMN} behind them: true where the log-density is below the
   * threshold.
   *
   * @param logDensity the column of the log-densities
   * @throws ConfigException if the rows have such a column
   */
  public static Dataset<Row> behind(Dataset<Row> scored, String logDensity, double threshold) {
    Scorer.requireFree(scored.schema(), List.of(COLUMN), "rename it");
    return scored.withColumn(COLUMN, functions.col(InputColumn.quoted(logDensity)).lt(threshold));
  }
}
