package normflow.spark.exchange.mail;

import normflow.spark.exchange.mail.Request.Sender;
import normflow.spark.work.PartitionResult;

/** An executor's end of the exchange, which its resident tasks talk to. */
public sealed interface Station permits NearStation, FarStation {

  /** The executor's name. */
  String executor();

  /** A task has a core, and says where it runs. */
  Reply hello(Sender sender, String place);

  /** A task answers a command. */
  Reply answer(Sender sender, long command, PartitionResult result);

  /**
   * Waits a while for the next command after the one that was answered last.
   *
   * @param waitedNanos for how long the task has waited for it
   * @return the command, or {@link Reply.Kind#WAIT} to wait again
   */
  Reply await(Sender sender, long answered, long waitedNanos);
}
