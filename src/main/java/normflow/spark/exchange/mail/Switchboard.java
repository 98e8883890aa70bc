package normflow.spark.exchange.mail;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;

/** The driver's end of all runs of an application: carries messages to the mailbox they are for. */
public final class Switchboard {

  private final Map<Long, Mailbox> mailboxes = new ConcurrentHashMap<>();
  private final Slots slots;

  public Switchboard(SparkConf conf) {
    this.slots = new Slots(conf.getInt("spark.task.cpus", 1));
  }

  /** Where tasks can run now. */
  public Slots slots() {
    return slots;
  }

  public void connect(long run, Mailbox mailbox) {
    mailboxes.put(run, mailbox);
  }

  public void disconnect(long run) {
    mailboxes.remove(run);
  }

  /** The mailbox for messages of a task, unless its run is over. */
  Optional<Mailbox> at(Request.Sender sender) {
    return Optional.ofNullable(mailboxes.get(sender.run()));
  }

  /** The reply to a message; a task of a run that is over is told to stop. */
  public byte[] receive(byte[] message) {
    Request request = Request.read(message);
    return at(request.sender()).map(box -> box.receive(request)).orElse(Reply.STOP).bytes();
  }
}
