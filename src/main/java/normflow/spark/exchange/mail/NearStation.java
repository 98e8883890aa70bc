package normflow.spark.exchange.mail;

import normflow.spark.exchange.mail.Request.Sender;
import normflow.spark.work.PartitionResult;

/**
 * The station of an executor that is the driver itself: tasks wait at the mailbox and are woken,
 * commands and answers are handed over as they are.
 *
 * @param executor its name
 * @param switchboard of the driver
 */
public record NearStation(String executor, Switchboard switchboard) implements Station {

  /** Until a task looks whether it was killed. */
  private static final long LOOK_MILLIS = 20;

  @Override
  public Reply hello(Sender sender, String place) {
    return switchboard.at(sender).map(box -> box.hello(sender, place)).orElse(Reply.STOP);
  }

  @Override
  public Reply answer(Sender sender, long command, PartitionResult result) {
    return switchboard
        .at(sender)
        .map(box -> box.answer(sender, command, result))
        .orElse(Reply.STOP);
  }

  @Override
  public Reply await(Sender sender, long answered, long waitedNanos) {
    return switchboard.at(sender).map(box -> await(box, sender, answered)).orElse(Reply.STOP);
  }

  private static Reply await(Mailbox box, Sender sender, long answered) {
    try {
      return box.poll(sender, answered, LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.WAIT;
    }
  }
}
