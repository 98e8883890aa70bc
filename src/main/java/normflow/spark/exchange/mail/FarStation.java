package normflow.spark.exchange.mail;

import java.util.concurrent.locks.LockSupport;
import normflow.spark.exchange.mail.Request.Sender;
import normflow.spark.work.PartitionResult;
import org.apache.spark.api.plugin.PluginContext;

/**
 * The station of an executor that is a process of its own: what one task fetched serves all tasks
 * of the executor.
 *
 * <p>Tasks of one run share commands, not answers: a sum of sums would be added in another order.
 */
public final class FarStation implements Station {

  private final PluginContext driver;
  private Held held = new Held(-1, -1, -1, Reply.WAIT);

  /** The newest command, of this submission of the stage of this run. */
  private record Held(long run, int submission, int stageAttempt, Reply reply) {

    boolean isNewFor(Sender sender, long answered) {
      return run == sender.run()
          && submission == sender.submission()
          && stageAttempt == sender.stageAttempt()
          && reply.id() > answered;
    }
  }

  public FarStation(PluginContext driver) {
    this.driver = driver;
  }

  @Override
  public String executor() {
    return driver.executorID();
  }

  @Override
  public Reply hello(Sender sender, String place) {
    return hold(sender, ask(sender.hello(place)));
  }

  @Override
  public Reply answer(Sender sender, long command, PartitionResult result) {
    return hold(sender, ask(sender.answer(command, result)));
  }

  @Override
  public Reply await(Sender sender, long answered, long waitedNanos) {
    LockSupport.parkNanos(Pause.after(waitedNanos));
    return poll(sender, answered);
  }

  private synchronized Reply poll(Sender sender, long answered) {
    return held.isNewFor(sender, answered) ? held.reply : hold(sender, ask(sender.poll(answered)));
  }

  private synchronized Reply hold(Sender sender, Reply reply) {
    if (reply.kind() == Reply.Kind.COMMAND) {
      held = new Held(sender.run(), sender.submission(), sender.stageAttempt(), reply);
    }
    return reply;
  }

  private Reply ask(byte[] message) {
    try {
      return Reply.read((byte[]) driver.ask(message));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the driver does not reply: " + e.getMessage(), e);
    }
  }
}
