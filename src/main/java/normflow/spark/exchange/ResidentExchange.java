package normflow.spark.exchange;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import normflow.engine.Block;
import normflow.spark.Cancellation;
import normflow.spark.FailureCause;
import normflow.spark.exchange.ResidentTask.Rows;
import normflow.spark.exchange.mail.CoresHeld;
import normflow.spark.exchange.mail.Mailbox;
import normflow.spark.exchange.mail.Switchboard;
import normflow.spark.exchange.mail.WaitLimits;
import normflow.spark.rows.SampleBlocks;
import normflow.spark.work.Command;
import normflow.spark.work.PartitionResult;
import normflow.spark.work.PartitionWork;
import normflow.train.TrainingCancelled;
import normflow.train.TrainingException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag$;

/**
 * The tasks of one barrier stage stay over all commands and fetch them from the driver through
 * {@link ExchangePlugin}.
 *
 * <p>All state is the driver's, so a stage that fails is submitted again and goes on with the
 * command that lies open. Spark itself gives up a barrier stage that returns results as soon as a
 * task of it fails, so this is done here, a bounded number of times without a command answered.
 */
final class ResidentExchange implements Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(ResidentExchange.class);

  /** Submissions of the stage after which no command was answered. */
  private static final int MOST_IN_VAIN = 4;

  private static final long STOP_MILLIS = 10_000;

  private final SparkContext spark;
  private final PartitionWork work;
  private final Switchboard switchboard;
  private final WaitLimits limits;
  private final Mailbox mailbox;
  private final RDD<Rows> rows;
  private final long run = UUID.randomUUID().getMostSignificantBits();
  private Optional<Thread> stage = Optional.empty();
  private int inVain;
  private boolean closed;

  ResidentExchange(
      SparkContext spark,
      PartitionWork work,
      SampleBlocks training,
      SampleBlocks validation,
      Switchboard switchboard,
      WaitLimits limits) {
    this.spark = spark;
    this.work = work;
    this.switchboard = switchboard;
    this.limits = limits;
    this.rows = together(training.blocks(), validation).rdd();
    this.mailbox = new Mailbox(run, training.blocks().getNumPartitions(), limits, System::nanoTime);
    switchboard.connect(run, mailbox);
    switchboard.slots().hold(mailbox.partitions());
  }

  private static JavaRDD<Rows> together(JavaRDD<Block> training, SampleBlocks validation) {
    return validation.rows() == 0
        ? training.mapPartitions(blocks -> List.of(new Rows(list(blocks), List.of())).iterator())
        : training.zipPartitions(
            validation.blocks(),
            (blocks, others) -> List.of(new Rows(list(blocks), list(others))).iterator());
  }

  private static List<Block> list(Iterator<Block> blocks) {
    List<Block> list = new ArrayList<>();
    blocks.forEachRemaining(list::add);
    return list;
  }

  @Override
  public List<PartitionResult> answers(Command command) {
    mailbox.publish(about(command), command, work.values(command), work.columns(command));
    if (stage.isEmpty()) {
      submit();
    }
    Optional<List<PartitionResult>> answers = mailbox.await();
    while (answers.isEmpty()) {
      Throwable reason = mailbox.reason();
      Optional<TrainingCancelled> cancelled = Cancellation.of(reason);
      if (cancelled.isPresent()) {
        throw cancelled.get();
      }
      submitAgain(reason);
      answers = mailbox.await();
    }
    inVain = 0;
    return answers.get();
  }

  private static String about(Command command) {
    return switch (command.kind()) {
      case GRADIENT -> "step " + command.step();
      case STATISTICS -> "the pass for statistics";
      case INITIAL_STATISTICS -> "the pass for initial statistics";
      case VALIDATION -> "the validation";
      case LOCAL_STEPS -> "the " + command.steps() + " steps from step " + command.step();
    };
  }

  private void submitAgain(Throwable reason) {
    if (spark.isStopped()) {
      throw FailureCause.stopped();
    }
    inVain++;
    if (inVain >= MOST_IN_VAIN) {
      throw new TrainingException(
          "the resident stage failed "
              + inVain
              + " times in a row before it had answered: "
              + reason.getMessage());
    }
    LOG.warn("the resident stage failed and is submitted again: {}", reason.getMessage());
    submit();
  }

  private void submit() {
    awaitSlots();
    int submission = mailbox.submit();
    Thread thread = new Thread(() -> runStage(submission), "normflow-resident-" + submission);
    thread.setDaemon(true);
    stage = Optional.of(thread);
    thread.start();
  }

  private void awaitSlots() {
    int needed = mailbox.partitions();
    try {
      if (!switchboard.slots().await(needed, limits.slots().toNanos())) {
        throw new CoresHeld(
            "partitions = "
                + needed
                + ": the executors have "
                + switchboard.slots().count()
                + " free cores after "
                + limits.slots().toSeconds()
                + " s, and a resident exchange needs one for each partition: add executors and"
                + " resume, or set exchange: job"
                + limits.slotsHint());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingCancelled("its thread was interrupted while it waited for executors");
    }
  }

  /**
   * Runs on a thread of its own for as long as the stage does. It has inherited the caller's job
   * group, tags and pool, so that who cancels those ends the stage too.
   */
  private void runStage(int submission) {
    Throwable reason;
    try {
      spark.addJobTag(tag());
      spark.setInterruptOnCancel(true);
      RDD<Object> stay =
          rows.barrier()
              .mapPartitions(
                  new ResidentTask(work, run, submission),
                  true,
                  ClassTag$.MODULE$.apply(Object.class));
      stay.count();
      reason = new IllegalStateException("its tasks ended before training did");
    } catch (Throwable e) {
      reason = e;
    }
    mailbox.ended(submission, reason);
  }

  private String tag() {
    return "normflow-resident-" + Long.toHexString(run);
  }

  /** Ends the stage and waits until its cores are free. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    mailbox.stop();
    try {
      if (stage.isPresent()) {
        end(stage.get());
      }
    } catch (InterruptedException e) {
      spark.cancelJobsWithTag(tag());
      Thread.currentThread().interrupt();
    } finally {
      switchboard.disconnect(run);
      switchboard.slots().hold(-mailbox.partitions());
    }
  }

  /** Tasks that have started stop by themselves; a stage that waits for cores has to be told. */
  private void end(Thread running) throws InterruptedException {
    if (mailbox.started()) {
      running.join(STOP_MILLIS);
    }
    if (running.isAlive()) {
      spark.cancelJobsWithTag(tag());
      running.join(STOP_MILLIS);
    }
  }
}
