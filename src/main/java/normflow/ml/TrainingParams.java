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
    return new IntParam(this, "maxIter", "mini-batches at most", ParamValidators.gtEq(1));
  }

  /** Learning rate. */
  default DoubleParam stepSize() {
    return new DoubleParam(
        this,
        "stepSize",
        "learning rate at the start; it falls as a cosine",
        ParamValidators.gt(0));
  }

  /** Rows of a mini-batch. */
  default IntParam batchSize() {
    return new IntParam(
        this, "batchSize", "rows of a mini-batch over all partitions", ParamValidators.gtEq(1));
  }

  /** Weight decay. */
  default DoubleParam regParam() {
    return new DoubleParam(
        this, "regParam", "decoupled weight decay, 0 for none", ParamValidators.gtEq(0));
  }

  /** Validations without an improvement. */
  default IntParam patience() {
    return new IntParam(
        this,
        "patience",
        "validations in a row without an improvement after which training stops; 0: never",
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
        "mini-batches between two validations",
        ParamValidators.gtEq(1));
  }

  /** Which rows are held out. */
  default Param<String> validationIndicatorCol() {
    return new Param<>(
        this,
        "validationIndicatorCol",
        "boolean column: true where a row chooses the parameters and is not trained on");
  }

  /** Weights of rows. */
  default Param<String> weightCol() {
    return new Param<>(this, "weightCol", "numeric column: weights of the rows, 0 or more");
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

  /** Folder of checkpoints. */
  default Param<String> checkpointDir() {
    return new Param<>(
        this,
        "checkpointDir",
        "folder where a fit that was killed goes on when it is started again; empty: none");
  }

  /** Number of tasks. */
  default IntParam numPartitions() {
    return new IntParam(
        this,
        "numPartitions",
        "parts that the rows are held in, one task each; decides the bits of the result; 0: the"
            + " cluster's default parallelism",
        ParamValidators.gtEq(0));
  }

  /** How tasks and driver talk. */
  default Param<String> exchange() {
    return new Param<>(
        this,
        "exchange",
        "how tasks and driver exchange parameters and gradients: auto, resident (tasks that stay"
            + " over all steps, with the plugin) or job (one Spark job a step); decides no bit of"
            + " the result",
        ParamValidators.inArray(new String[] {"auto", "resident", "job"}));
  }

  /** The flow; {@code nsf} by default. */
  default String getFlow() {
    return getOrDefault(flow());
  }

  /** Mini-batches at most; 2,000 by default. */
  default int getMaxIter() {
    return (Integer) getOrDefault(maxIter());
  }

  /** The learning rate; 0.003 by default. */
  default double getStepSize() {
    return (Double) getOrDefault(stepSize());
  }

  /** Rows of a mini-batch; 512 by default. */
  default int getBatchSize() {
    return (Integer) getOrDefault(batchSize());
  }

  /** The weight decay; 0 by default. */
  default double getRegParam() {
    return (Double) getOrDefault(regParam());
  }

  /** Validations without an improvement; 10 by default, of use with validation rows only. */
  default int getPatience() {
    return (Integer) getOrDefault(patience());
  }

  /** The least improvement, in nats; 0 by default. */
  default double getTol() {
    return (Double) getOrDefault(tol());
  }

  /** Mini-batches between two validations; 100 by default. */
  default int getValidationInterval() {
    return (Integer) getOrDefault(validationInterval());
  }

  /** The column that says which rows are held out; empty for none. */
  default String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol());
  }

  /** The column of weights; empty for none. */
  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** The share of anomalies; 0 by default. */
  default double getContamination() {
    return (Double) getOrDefault(contamination());
  }

  /** The seed; 1 by default. */
  default long getSeed() {
    return (Long) getOrDefault(seed());
  }

  /** The folder of checkpoints; empty for none. */
  default String getCheckpointDir() {
    return getOrDefault(checkpointDir());
  }

  /** The number of partitions; 0 by default. */
  default int getNumPartitions() {
    return (Integer) getOrDefault(numPartitions());
  }

  /** How tasks and driver exchange parameters and gradients; {@code auto} by default. */
  default String getExchange() {
    return getOrDefault(exchange());
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

  /** Names the column of weights. */
  default Self setWeightCol(String column) {
    return with(weightCol(), column);
  }

  /** Sets the share of anomalies, from 0 to below 0.5. */
  default Self setContamination(double share) {
    return with(contamination(), share);
  }

  /** Sets the seed. */
  default Self setSeed(long value) {
    return with(seed(), value);
  }

  /** Names the folder of checkpoints. */
  default Self setCheckpointDir(String folder) {
    return with(checkpointDir(), folder);
  }

  /** Sets the number of partitions. */
  default Self setNumPartitions(int partitions) {
    return with(numPartitions(), partitions);
  }

  /** Chooses how tasks and driver exchange parameters and gradients: auto, resident or job. */
  default Self setExchange(String kind) {
    return with(exchange(), kind);
  }

  /** Sets the defaults of all parameters, once, in a constructor. */
  default void setTrainingDefaults() {
    setColumnDefaults();
    setDefault(flow(), "nsf");
    setDefault(maxIter(), 2000);
    setDefault(stepSize(), 3e-3);
    setDefault(batchSize(), 512);
    setDefault(regParam(), 0.0);
    setDefault(patience(), 10);
    setDefault(tol(), 0.0);
    setDefault(validationInterval(), 100);
    setDefault(validationIndicatorCol(), "");
    setDefault(weightCol(), "");
    setDefault(contamination(), 0.0);
    setDefault(seed(), 1L);
    setDefault(checkpointDir(), "");
    setDefault(numPartitions(), 0);
    setDefault(exchange(), "auto");
  }
}
