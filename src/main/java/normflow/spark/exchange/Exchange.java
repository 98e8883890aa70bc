package normflow.spark.exchange;

import java.util.List;
import normflow.spark.work.Command;
import normflow.spark.work.PartitionResult;

/** One way to put a command to all partitions and to get their answers. */
public sealed interface Exchange extends AutoCloseable
    permits JobExchange, ResidentExchange, YieldingExchange, LocalExchange {

  /**
   * The answers of all partitions, in their order.
   *
   * @throws normflow.train.TrainingException if a partition does not answer
   */
  List<PartitionResult> answers(Command command);

  /** Frees what the exchange holds on the cluster. */
  @Override
  void close();
}
