package normflow.spark.exchange;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import normflow.engine.Block;
import normflow.spark.Cancellation;
import normflow.spark.rows.SampleBlocks;
import normflow.spark.shim.Scala;
import normflow.spark.work.Command;
import normflow.spark.work.PartitionResult;
import normflow.spark.work.PartitionWork;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * One Spark job of one stage a command; needs nothing but a SparkContext.
 *
 * <p>Spark broadcasts the closure of every stage, so the command travels in it and needs no
 * broadcast of its own. Answers are flat buffers, which Spark returns in partition order.
 */
final class JobExchange implements Exchange {

  private static final ClassTag<byte[]> BYTES = ClassTag$.MODULE$.apply(byte[].class);

  private final SparkContext spark;
  private final PartitionWork work;
  private final JavaRDD<Block> training;
  private final JavaRDD<Block> validation;

  JobExchange(
      SparkContext spark, PartitionWork work, SampleBlocks training, SampleBlocks validation) {
    this.spark = spark;
    this.work = work;
    this.training = training.blocks();
    this.validation = validation.blocks();
  }

  @Override
  public List<PartitionResult> answers(Command command) {
    JavaRDD<Block> rows = command.kind() == Command.Kind.VALIDATION ? validation : training;
    byte[][] answers = run(rows, command);
    int values = work.values(command);
    int columns = work.columns(command);
    List<PartitionResult> results = new ArrayList<>(answers.length);
    for (byte[] answer : answers) {
      results.add(PartitionResult.decode(answer, 0, values, columns));
    }
    return results;
  }

  private byte[][] run(JavaRDD<Block> rows, Command command) {
    try {
      return (byte[][]) spark.runJob(rows.rdd(), new Task(work, command.encode()), BYTES);
    } catch (Throwable e) {
      throw Cancellation.orElse(e);
    }
  }

  @Override
  public void close() {
    // Every job has ended.
  }

  /** Answers one command on one partition. */
  private static final class Task extends AbstractFunction2<TaskContext, Iterator<Block>, byte[]>
      implements Serializable {
    private static final long serialVersionUID = 1;
    private final PartitionWork work;
    private final byte[] command;

    Task(PartitionWork work, byte[] command) {
      this.work = work;
      this.command = command;
    }

    @Override
    public byte[] apply(TaskContext context, Iterator<Block> blocks) {
      Iterable<Block> rows = () -> Scala.iterator(blocks);
      return work.answer(Command.decode(command), context.partitionId(), rows).encode();
    }
  }
}
