package normflow.spark.exchange;

import java.util.List;
import normflow.engine.Block;
import normflow.spark.work.Command;
import normflow.spark.work.PartitionResult;
import normflow.spark.work.PartitionWork;

/**
 * All rows in one partition of this JVM, which answers by itself.
 *
 * @param work how it answers
 * @param training rows
 * @param validation rows
 */
public record LocalExchange(PartitionWork work, List<Block> training, List<Block> validation)
    implements Exchange {

  @Override
  public List<PartitionResult> answers(Command command) {
    List<Block> rows = command.kind() == Command.Kind.VALIDATION ? validation : training;
    return List.of(work.answer(command, 0, rows));
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
