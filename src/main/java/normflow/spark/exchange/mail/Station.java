package normflow.spark.exchange.mail;

import org.apache.spark.api.plugin.PluginContext;

/**
 * An executor's end of the exchange: what one task fetched serves all tasks of the executor.
 *
 * <p>Tasks of one run share commands, not answers: a sum of sums would be added in another order.
 */
public final class Station {

  private final PluginContext driver;
  private Held held = new Held(-1, -1, -1, new Reply(Reply.Kind.WAIT, -1, Reply.WAIT));

  /** The newest command, of this submission of the stage of this run. */
  private record Held(long run, int submission, int stageAttempt, Reply reply) {

    boolean isNewFor(Request.Sender sender, long answered) {
      return run == sender.run()
          && submission == sender.submission()
          && stageAttempt == sender.stageAttempt()
          && reply.id() > answered;
    }
  }

  public Station(PluginContext driver) {
    this.driver = driver;
  }

  /** The executor's name. */
  public String executor() {
    return driver.executorID();
  }

  /** The reply to a message that carries something. */
  public Reply send(Request.Sender sender, byte[] message) {
    return hold(sender, ask(message));
  }

  /** The next command after the one that was answered last, if there is one. */
  public synchronized Reply poll(Request.Sender sender, long answered) {
    return held.isNewFor(sender, answered) ? held.reply : hold(sender, ask(sender.poll(answered)));
  }

  private synchronized Reply hold(Request.Sender sender, Reply reply) {
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
