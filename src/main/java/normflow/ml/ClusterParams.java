package normflow.ml;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/**
 * How a fit uses the cluster.
 *
 * @param <Self> the class that has them
 */
public interface ClusterParams<Self extends ClusterParams<Self>> extends FlowParams<Self> {

  /** Folder of checkpoints. */
  default Param<String> checkpointDir() {
    return new TextParam(
        this,
        "checkpointDir",
        "folder where a fit that was killed goes on when it is started again; empty: none");
  }

  /** Number of tasks. */
  default IntParam numPartitions() {
    return new IntParam(
        this,
        "numPartitions",
        "parts that the rows are held in, one task each; decides the bits of the result; 0: as"
            + " many as pay, at most the cluster's default parallelism",
        ParamValidators.gtEq(0));
  }

  /** How tasks and driver talk. */
  default Param<String> exchange() {
    return new TextParam(
        this,
        "exchange",
        "how tasks and driver exchange parameters and gradients: auto, resident (tasks that stay"
            + " over all steps, with the plugin) or job (one Spark job a step); decides no bit of"
            + " the result",
        ParamValidators.inArray(new String[] {"auto", "resident", "job"}));
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
  default void setClusterDefaults() {
    setDefault(checkpointDir(), "");
    setDefault(numPartitions(), 0);
    setDefault(exchange(), "auto");
  }
}
