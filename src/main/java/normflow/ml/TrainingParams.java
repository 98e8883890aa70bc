package normflow.ml;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import normflow.config.RunConfig;
import normflow.config.Scaling;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * How the estimator trains.
 *
 * @param <Self> the class that has them
 */
public interface TrainingParams<Self extends TrainingParams<Self>> extends FlowParams<Self> {

  /** The flow. */
  default Param<String> flow() {
    return new TextParam(
        this, "flow", "name of a flow, such as nsf or realnvp, or a flow as JSON, as in job files");
  }

  /** What the scores are for. */
  default Param<String> purpose() {
    return new TextParam(
        this,
        "purpose",
        "density, or anomalies: where flow and standardize are not set, an ensemble by whose members"
            + " each row is scored that have not seen it, behind whitened columns",
        ParamValidators.inArray(new String[] {RunConfig.DENSITY, RunConfig.ANOMALIES}));
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

  /** The average of the parameters. */
  default IntParam averageSteps() {
    return new IntParam(
        this,
        "averageSteps",
        "mini-batches over which the parameters are averaged, 0 for none; 300 if not set",
        ParamValidators.gtEq(0));
  }

  /** Rows that gradients leave out. */
  default DoubleParam trim() {
    return new DoubleParam(
        this,
        "trim",
        "share of a mini-batch's rows, the least likely ones, that gradients leave out",
        ParamValidators.inRange(0, 0.5, true, false));
  }

  /** Weights of rows. */
  default Param<String> weightCol() {
    return new TextParam(this, "weightCol", "numeric column: weights of the rows, 0 or more");
  }

  /** By what columns are standardised. */
  default Param<String> standardize() {
    return new TextParam(
        this,
        "standardize",
        "moments (mean and standard deviation), robust (median and spread of the middle half, for"
            + " columns with single values far off), whiten (covariance 1: for anomalies) or"
            + " normal-scores (quantiles to those of N(0, 1))",
        ParamValidators.inArray(
            Stream.of(Scaling.values()).map(Scaling::word).toArray(String[]::new)));
  }

  /** What columns hold. */
  default StringArrayParam columnTypes() {
    return new StringArrayParam(
        this,
        "columnTypes",
        "what inputCols hold, as name=type: continuous, positive, integer, categorical or auto; of"
            + " those that are not named Spark ML's attributes and the rows tell. For flow tabular",
        new Refusal<>(ColumnTypes::parsed));
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

  /** What the scores are for; {@code density} by default. */
  default String getPurpose() {
    return getOrDefault(purpose());
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

  /** Mini-batches over which the parameters are averaged, if it is set. */
  default int getAverageSteps() {
    return (Integer) getOrDefault(averageSteps());
  }

  /** The share of rows that gradients leave out; 0 by default. */
  default double getTrim() {
    return (Double) getOrDefault(trim());
  }

  /** The column of weights; empty for none. */
  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** By what columns are standardised; {@code moments} by default. */
  default String getStandardize() {
    return getOrDefault(standardize());
  }

  /** What columns are said to hold, by their names; nothing by default. */
  default Map<String, String> getColumnTypes() {
    Map<String, String> types = new TreeMap<>();
    ColumnTypes.parsed(getOrDefault(columnTypes()))
        .forEach((name, type) -> types.put(name, type.word()));
    return types;
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

  /** Sets the mini-batches over which the parameters are averaged. */
  default Self setAverageSteps(int steps) {
    return with(averageSteps(), steps);
  }

  /** Names the column of weights. */
  default Self setWeightCol(String column) {
    return with(weightCol(), column);
  }

  /** Sets the share of rows that gradients leave out, below 0.5. */
  default Self setTrim(double share) {
    return with(trim(), share);
  }

  /** Says what the scores are for: density or anomalies. */
  default Self setPurpose(String value) {
    return with(purpose(), value);
  }

  /** Chooses by what columns are standardised, as in job files. */
  default Self setStandardize(String scaling) {
    return with(standardize(), scaling);
  }

  /** Says what columns hold, such as visits: integer; a map of Java, or a dict through Py4J. */
  default Self setColumnTypes(Map<String, String> types) {
    return with(columnTypes(), ColumnTypes.texts(types));
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
    setDefault(purpose(), RunConfig.DENSITY);
    setDefault(trim(), 0.0);
    setDefault(weightCol(), "");
    setDefault(contamination(), 0.0);
    setDefault(seed(), 1L);
    setDefault(standardize(), "moments");
    setDefault(columnTypes(), new String[0]);
  }
}
