package normflow.ml;

import java.util.List;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * What the estimator and its model have in common: columns that are read and written.
 *
 * @param <Self> the class that has them
 */
public interface FlowParams<Self extends FlowParams<Self>> extends Params {

  /** A column of vectors: the rows. */
  default Param<String> featuresCol() {
    return new TextParam(this, "featuresCol", "vector column with the rows");
  }

  /** Numeric columns, in place of a vector column. */
  default StringArrayParam inputCols() {
    return new StringArrayParam(
        this, "inputCols", "numeric columns that make a row; in place of featuresCol");
  }

  /** Numeric columns that the density is conditioned on. */
  default StringArrayParam contextCols() {
    return new StringArrayParam(
        this, "contextCols", "numeric columns that the density is conditioned on");
  }

  /** Column of log-densities that is added. */
  default Param<String> logDensityCol() {
    return new TextParam(
        this, "logDensityCol", "added column: log-density in nats, in the units of the input");
  }

  /** Column of latent vectors that is added if it is set. */
  default Param<String> latentCol() {
    return new TextParam(
        this, "latentCol", "added column, if set: the row mapped to the base, a vector");
  }

  /** Column of 0 and 1 that is added if there is a threshold. */
  default Param<String> predictionCol() {
    return new TextParam(
        this,
        "predictionCol",
        "added column, if there is a threshold: 1 where the log-density is below it, else 0");
  }

  /** The log-density below which a row is an anomaly. */
  default DoubleParam threshold() {
    return new DoubleParam(
        this,
        "threshold",
        "log-density below which the prediction is 1; a fit with contamination sets it");
  }

  /** What happens to rows without a log-density. */
  default Param<String> handleInvalid() {
    return new TextParam(
        this,
        "handleInvalid",
        "rows with a null, a NaN, an infinity or a vector of another width: error; skip: leave"
            + " them out; keep: nulls in the added columns, left out of a fit",
        ParamValidators.inArray(List.of("error", "skip", "keep")));
  }

  /** The vector column; {@code features} by default. */
  default String getFeaturesCol() {
    return getOrDefault(featuresCol());
  }

  /** The numeric columns; empty if a vector column is read. */
  default String[] getInputCols() {
    return isDefined(inputCols()) ? getOrDefault(inputCols()) : new String[0];
  }

  /** The columns that the density is conditioned on; empty by default. */
  default String[] getContextCols() {
    return getOrDefault(contextCols());
  }

  /** The column of log-densities; {@code logDensity} by default. */
  default String getLogDensityCol() {
    return getOrDefault(logDensityCol());
  }

  /** The column of latent vectors; empty for none. */
  default String getLatentCol() {
    return getOrDefault(latentCol());
  }

  /** The column of predictions; {@code prediction} by default. */
  default String getPredictionCol() {
    return getOrDefault(predictionCol());
  }

  /** The threshold, if there is one. */
  default double getThreshold() {
    return (Double) getOrDefault(threshold());
  }

  /** What happens to rows without a log-density; {@code error} by default. */
  default String getHandleInvalid() {
    return getOrDefault(handleInvalid());
  }

  /** Reads rows from a column of vectors. */
  default Self setFeaturesCol(String column) {
    return with(featuresCol(), column);
  }

  /** Reads rows from numeric columns. */
  default Self setInputCols(String... columns) {
    return with(inputCols(), columns);
  }

  /** The same for callers without arrays, such as Python through Py4J. */
  default Self setInputCols(List<String> columns) {
    return setInputCols(columns.toArray(String[]::new));
  }

  /** Conditions the density on numeric columns. */
  default Self setContextCols(String... columns) {
    return with(contextCols(), columns);
  }

  /** The same for callers without arrays, such as Python through Py4J. */
  default Self setContextCols(List<String> columns) {
    return setContextCols(columns.toArray(String[]::new));
  }

  /** Names the column of log-densities. */
  default Self setLogDensityCol(String column) {
    return with(logDensityCol(), column);
  }

  /** Asks for a column of latent vectors. */
  default Self setLatentCol(String column) {
    return with(latentCol(), column);
  }

  /** Names the column of predictions. */
  default Self setPredictionCol(String column) {
    return with(predictionCol(), column);
  }

  /** Sets the log-density below which the prediction is 1. */
  default Self setThreshold(double logDensity) {
    return with(threshold(), logDensity);
  }

  /** Chooses what happens to rows without a log-density: error, skip or keep. */
  default Self setHandleInvalid(String choice) {
    return with(handleInvalid(), choice);
  }

  /** Sets a parameter. */
  @SuppressWarnings("unchecked")
  default <T> Self with(Param<? super T> param, T value) {
    set((Param<Object>) param, value);
    return (Self) this;
  }

  /** Sets the defaults of these parameters, once, in a constructor. */
  default void setColumnDefaults() {
    setDefault(featuresCol(), "features");
    setDefault(contextCols(), new String[0]);
    setDefault(logDensityCol(), "logDensity");
    setDefault(latentCol(), "");
    setDefault(predictionCol(), "prediction");
    setDefault(handleInvalid(), "error");
  }
}
