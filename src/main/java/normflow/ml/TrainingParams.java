package normflow.ml;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/**
 * How the estimator trains.
 *
 * @param <Self> the class that has them
 */
public interface TrainingParams<Self extends TrainingParams<Self>> extends FlowParams<Self> {

  /** The flow. */
  default Param<String> flow() {
    return new Param<>(
        this, "flow", "name of a flow, such as nsf or realnvp, or a flow as JSON, as in job files");
  }

  /** Mini-batches. */
  default IntParam maxIter() {
    return new IntParam(
        this, "maxIter", "mini-batches at most; by the rows if not set", ParamValidators.gtEq(1));
  }

  /** Learning rate. */
  default DoubleParam stepSize() {
    return new DoubleParam(
        this,
        "stepSize",
        "learning rate at the start, 0.006 if not set; it falls as a cosine",
        ParamValidators.gt(0));
  }

  /** Rows of a mini-batch. */
  default IntParam batchSize() {
    return new IntParam(
        this,
        "batchSize",
        "rows of a mini-batch over all partitions; by the rows if not set",
        ParamValidators.gtEq(1));
  }

  /** Weight decay. */
  default DoubleParam regParam() {
    return new DoubleParam(
        this,
        "regParam",
        "decoupled weight decay, 0 for none; the best of 0 and 0.3 for few rows if it is not set",
        ParamValidators.gtEq(0));
  }

  /** Validations without an improvement. */
  default IntParam patience() {
    return new IntParam(
        this,
        "patience",
        "validations in a row without an improvement after which training stops; 0: never; 16 if"
            + " neither this nor validationInterval is set",
        ParamValidators.gtEq(0));
  }

  /** What counts as an improvement. */
  default DoubleParam tol() {
    return new DoubleParam(
        this,
        "tol",
        "nats by which a validation must be better to count as an improvement for patience",
        ParamValidators.gtEq(0));
  }

  /** Mini-batches between two validations. */
  default IntParam validationInterval() {
    return new IntParam(
        this,
        "validationInterval",
        "mini-batches between two validations; 0, or not set: after mini-batches whose number"
            + " grows by a tenth",
        ParamValidators.gtEq(0));
  }

  /** Which rows are held out. */
  default Param<String> validationIndicatorCol() {
    return new Param<>(
        this,
        "validationIndicatorCol",
        "boolean column: true where a row chooses the parameters and is not trained on");
  }

  /** Share of the rows that is held out. */
  default DoubleParam validationShare() {
    return new DoubleParam(
        this,
        "validationShare",
        "share of the rows that chooses the parameters and is not trained on, where no"
            + " validationIndicatorCol says which rows do",
        ParamValidators.inRange(0, 1, true, false));
  }

  /** Weights of rows. */
  default Param<String> weightCol() {
    return new Param<>(this, "weightCol", "numeric column: weights of the rows, 0 or more");
  }

  /** By what columns are standardised. */
  default Param<String> standardize() {
    return new Param<>(
        this,
        "standardize",
        "moments (mean and standard deviation) or robust (median and spread of the middle half,"
            + " for columns with single values far off)",
        ParamValidators.inArray(new String[] {"moments", "robust"}));
  }

  /** Share of anomalies. */
  default DoubleParam contamination() {
    return new DoubleParam(
        this,
        "contamination",
        "share of the training rows whose prediction is 1; 0: no threshold is set",
        ParamValidators.inRange(0, 0.5, true, false));
  }

  /** Seed. */
  default LongParam seed() {
    return new LongParam(this, "seed", "of start values and of the order of rows");
  }

  /** The flow; {@code nsf} by default. */
  default String getFlow() {
    return getOrDefault(flow());
  }

  /** Mini-batches at most, if it is set. */
  default int getMaxIter() {
    return (Integer) getOrDefault(maxIter());
  }

  /** The learning rate, if it is set. */
  default double getStepSize() {
    return (Double) getOrDefault(stepSize());
  }

  /** Rows of a mini-batch, if it is set. */
  default int getBatchSize() {
    return (Integer) getOrDefault(batchSize());
  }

  /** The weight decay, if it is set. */
  default double getRegParam() {
    return (Double) getOrDefault(regParam());
  }

  /** Validations without an improvement, if it is set. */
  default int getPatience() {
    return (Integer) getOrDefault(patience());
  }

  /** The least improvement, in nats; 0 by default. */
  default double getTol() {
    return (Double) getOrDefault(tol());
  }

  /** Mini-batches between two validations, if it is set. */
  default int getValidationInterval() {
    return (Integer) getOrDefault(validationInterval());
  }

  /** The column that says which rows are held out; empty for none. */
  default String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol());
  }

  /** The share of the rows that is held out; 0.1 by default. */
  default double getValidationShare() {
    return (Double) getOrDefault(validationShare());
  }

  /** The column of weights; empty for none. */
  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** By what columns are standardised; {@code moments} by default. */
  default String getStandardize() {
    return getOrDefault(standardize());
  }

  /** The share of anomalies; 0 by default. */
  default double getContamination() {
    return (Double) getOrDefault(contamination());
  }

  /** The seed; 1 by default. */
  default long getSeed() {
    return (Long) getOrDefault(seed());
  }

  /** Chooses the flow by name, or gives it as JSON. */
  default Self setFlow(String nameOrJson) {
    return with(flow(), nameOrJson);
  }

  /** Sets the greatest number of mini-batches. */
  default Self setMaxIter(int steps) {
    return with(maxIter(), steps);
  }

  /** Sets the learning rate. */
  default Self setStepSize(double rate) {
    return with(stepSize(), rate);
  }

  /** Sets the rows of a mini-batch. */
  default Self setBatchSize(int rows) {
    return with(batchSize(), rows);
  }

  /** Sets the weight decay. */
  default Self setRegParam(double decay) {
    return with(regParam(), decay);
  }

  /** Sets how many validations without an improvement end the training. */
  default Self setPatience(int validations) {
    return with(patience(), validations);
  }

  /** Sets the least improvement, in nats. */
  default Self setTol(double nats) {
    return with(tol(), nats);
  }

  /** Sets the mini-batches between two validations. */
  default Self setValidationInterval(int steps) {
    return with(validationInterval(), steps);
  }

  /** Names the column that says which rows are held out. */
  default Self setValidationIndicatorCol(String column) {
    return with(validationIndicatorCol(), column);
  }

  /** Sets the share of the rows that is held out, from 0 to below 1. */
  default Self setValidationShare(double share) {
    return with(validationShare(), share);
  }

  /** Names the column of weights. */
  default Self setWeightCol(String column) {
    return with(weightCol(), column);
  }

  /** Chooses by what columns are standardised: moments or robust. */
  default Self setStandardize(String scaling) {
    return with(standardize(), scaling);
  }

  /** Sets the share of anomalies, from 0 to below 0.5. */
  default Self setContamination(double share) {
    return with(contamination(), share);
  }

  /** Sets the seed. */
  default Self setSeed(long value) {
    return with(seed(), value);
  }

  /**
   * Sets the defaults of all parameters but those that follow from the table, once, in a
   * constructor.
   */
  default void setTrainingDefaults() {
    setColumnDefaults();
    setDefault(flow(), "nsf");
    setDefault(tol(), 0.0);
    setDefault(validationIndicatorCol(), "");
    setDefault(validationShare(), 0.1);
    setDefault(weightCol(), "");
    setDefault(contamination(), 0.0);
    setDefault(seed(), 1L);
    setDefault(standardize(), "moments");
  }
}
