package normflow.ml;

import normflow.codec.ConfigException;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mean log-likelihood of held-out rows, in nats: Σ w log p / Σ w. Larger is better. Rows whose
 * log-density is null are left out, and so are those of weight 0.
 */
public final class LogLikelihoodEvaluator extends Evaluator
    implements DefaultParamsWritable, MLWritable {

  private static final long serialVersionUID = 1;

  private static final Logger LOG = LoggerFactory.getLogger(LogLikelihoodEvaluator.class);

  private final String uid;

  /** An evaluator with an identifier of its own. */
  public LogLikelihoodEvaluator() {
    this(Identifiable$.MODULE$.randomUID("logLikelihood"));
  }

  /**
   * An evaluator.
   *
   * @param uid its identifier
   */
  public LogLikelihoodEvaluator(String uid) {
    this.uid = uid;
    setDefault(logDensityCol(), "logDensity");
    setDefault(weightCol(), "");
  }

  /** Reads an evaluator that was saved. */
  public static MLReader<LogLikelihoodEvaluator> read() {
    return Persistence.evaluatorReader();
  }

  /** Loads an evaluator that was saved. */
  public static LogLikelihoodEvaluator load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The column of log-densities. */
  public Param<String> logDensityCol() {
    return new TextParam(this, "logDensityCol", "column of log-densities, in nats");
  }

  /** The column of weights. */
  public Param<String> weightCol() {
    return new TextParam(this, "weightCol", "numeric column: weights of the rows; empty for none");
  }

  /** The column of log-densities; {@code logDensity} by default. */
  public String getLogDensityCol() {
    return getOrDefault(logDensityCol());
  }

  /** The column of weights; empty for none. */
  public String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** Names the column of log-densities. */
  public LogLikelihoodEvaluator setLogDensityCol(String column) {
    set(logDensityCol(), column);
    return this;
  }

  /** Names the column of weights. */
  public LogLikelihoodEvaluator setWeightCol(String column) {
    set(weightCol(), column);
    return this;
  }

  /**
   * The mean log-likelihood; negative infinity, with a warning, if a row that counts has that.
   *
   * @throws ConfigException if there are no rows
   */
  @Override
  public double evaluate(Dataset<?> dataset) {
    Dataset<Row> rows = dataset.toDF();
    Column logDensity = InputColumns.quoted(getLogDensityCol());
    Column weight =
        getWeightCol().isEmpty()
            ? functions.lit(1.0)
            : InputColumns.quoted(getWeightCol()).cast("double");
    Column counts = weight.notEqual(0);
    Column finite = functions.abs(logDensity).lt(Double.POSITIVE_INFINITY);
    Row sums =
        rows.where(logDensity.isNotNull())
            .agg(
                // A row that does not count has no part, whatever its density is: 0 times
                // infinity would be no number.
                functions.sum(functions.when(counts, logDensity.multiply(weight)).otherwise(0.0)),
                functions.sum(weight),
                functions.count_if(counts.and(functions.not(finite))))
            .first();
    if (sums.isNullAt(1) || sums.getDouble(1) == 0) {
      throw new ConfigException(
          "the dataset has no rows with a " + getLogDensityCol() + " and a weight", null);
    }
    double mean = sums.getDouble(0) / sums.getDouble(1);
    if (!Double.isFinite(mean)) {
      LOG.warn(
          "the mean of {} is {}: {} rows have a value that is not finite; leave them out, or give"
              + " them the weight 0",
          getLogDensityCol(),
          mean,
          sums.getLong(2));
    }
    return mean;
  }

  @Override
  public boolean isLargerBetter() {
    return true;
  }

  @Override
  public LogLikelihoodEvaluator copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
