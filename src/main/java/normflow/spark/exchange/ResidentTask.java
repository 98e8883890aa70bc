package normflow.spark.exchange;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import normflow.engine.Block;
import normflow.spark.exchange.mail.Reply;
import normflow.spark.exchange.mail.Request;
import normflow.spark.exchange.mail.Station;
import normflow.spark.shim.Scala;
import normflow.spark.work.Command;
import normflow.spark.work.PartitionResult;
import normflow.spark.work.PartitionWork;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * The task of a partition that stays: it takes commands from the driver and answers them until it
 * is told to stop, is killed, or fails.
 */
final class ResidentTask extends AbstractFunction1<Iterator<ResidentTask.Rows>, Iterator<Object>>
    implements Serializable {

  private static final long serialVersionUID = 1;

  private final PartitionWork work;
  private final long run;
  private final int submission;

  /** All rows of a partition. */
  record Rows(List<Block> training, List<Block> validation) {

    List<Block> of(Command command) {
      return command.kind() == Command.Kind.VALIDATION ? validation : training;
    }
  }

  ResidentTask(PartitionWork work, long run, int submission) {
    this.work = work;
    this.run = run;
    this.submission = submission;
  }

  @Override
  public Iterator<Object> apply(Iterator<Rows> held) {
    stay(held, TaskContext.get(), ExchangePlugin.station());
    return Scala.iterator(Collections.emptyIterator());
  }

  private static String place(int partition, Station station) {
    String address = BarrierTaskContext.get().getTaskInfos()[partition].address();
    return "executor " + station.executor() + " at " + address;
  }

  private void stay(Iterator<Rows> held, TaskContext context, Station station) {
    int partition = context.partitionId();
    Request.Sender sender =
        new Request.Sender(run, submission, context.stageAttemptNumber(), partition);
    // Before the rows: a core is had, however long lost rows take to be read again.
    Reply reply = station.hello(sender, place(partition, station));
    Rows rows = held.next();
    long answered = -1;
    long waitsSince = System.nanoTime();
    while (reply.kind() != Reply.Kind.STOP && !context.isInterrupted()) {
      if (reply.kind() == Reply.Kind.COMMAND) {
        answered = reply.id();
        Command command = reply.command();
        PartitionResult result = work.answer(command, partition, rows.of(command));
        reply = station.answer(sender, answered, result);
        waitsSince = System.nanoTime();
      } else {
        reply = station.await(sender, answered, System.nanoTime() - waitsSince);
      }
    }
  }
}
