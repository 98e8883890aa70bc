package normflow.ml;

import normflow.train.TrainingException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The share of the training rows, those of the lowest density, that are taken for anomalies.
 *
 * @param share above 0 and below 0.5
 */
record Contamination(double share) {

  private static final Logger LOG = LoggerFactory.getLogger(Contamination.class);

  /** How far the threshold's rank may be off, as a share of the contamination. */
  private static final double THRESHOLD_ERROR = 0.01;

  /**
   * The log-density that has about this share of the training rows below it.
   *
   * @param densities one column, the log-densities of the training rows
   */
  double threshold(Dataset<Row> densities) {
    String column = densities.columns()[0];
    Dataset<Row> all = densities.cache();
    try {
      Dataset<Row> scored = finite(all, column);
      double threshold =
          scored.stat().approxQuantile(column, new double[] {share}, share * THRESHOLD_ERROR)[0];
      long below = scored.where(functions.col(column).lt(threshold)).count();
      double found = (double) below / scored.count();
      if (Math.abs(found - share) > 2 * THRESHOLD_ERROR * share + 1.0 / scored.count()) {
        LOG.warn(
            "contamination = {}: the threshold {} has a share of {} of the training rows below it,"
                + " as many rows have one log-density",
            share,
            threshold,
            found);
      }
      return threshold;
    } finally {
      all.unpersist(false);
    }
  }

  /** The rows whose density is a number: what a flow cannot compute with has none. */
  private static Dataset<Row> finite(Dataset<Row> scored, String density) {
    Dataset<Row> finite = scored.where(functions.col(density).gt(Double.NEGATIVE_INFINITY));
    long rows = finite.count();
    long lost = scored.count() - rows;
    if (rows == 0) {
      throw new TrainingException(
          "contamination: none of " + lost + " rows has a finite log-density by the trained flow");
    }
    if (lost > 0) {
      LOG.warn(
          "contamination: {} rows have no finite log-density; the threshold is that of the other"
              + " {} rows, and marks those",
          lost,
          rows);
    }
    return finite;
  }
}
