package normflow.spark.exchange.mail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import normflow.spark.work.PartitionResult;

/**
 * What a resident task of another process says to the driver: a flat buffer, so that neither side
 * needs the other's classes to read it.
 *
 * @param sender who speaks
 * @param kind of message
 * @param command the last command that the task has answered, this one included; -1 for none
 * @param bytes the message
 * @param offset where what belongs to the kind begins
 */
public record Request(Sender sender, Kind kind, long command, byte[] bytes, int offset) {

  /** Kinds of messages; their codes are part of the message. */
  enum Kind {
    /** The task has its rows and says where it runs. */
    HELLO(1),
    /** Is there a command? */
    POLL(2),
    /** An answer, and is there another command? */
    ANSWER(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    static Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("a message of kind " + code);
    }
  }

  private static final int MAGIC = 0x6e664578;
  private static final int HEADER_BYTES = 4 + 8 + 4 + 4 + 4 + 4 + 8;
  private static final int MOST_PLACE_BYTES = 256;

  /**
   * Where a message comes from.
   *
   * @param run which training run
   * @param submission how often the driver had submitted the stage
   * @param stageAttempt how often Spark had tried that stage
   * @param partition that speaks
   */
  public record Sender(long run, int submission, int stageAttempt, int partition) {

    byte[] hello(String place) {
      byte[] text = place.getBytes(StandardCharsets.UTF_8);
      int length = Math.min(text.length, MOST_PLACE_BYTES);
      byte[] message = new byte[HEADER_BYTES + length];
      header(message, Kind.HELLO, -1).put(text, 0, length);
      return message;
    }

    byte[] poll(long answered) {
      byte[] message = new byte[HEADER_BYTES];
      header(message, Kind.POLL, answered);
      return message;
    }

    byte[] answer(long command, PartitionResult result) {
      byte[] message = new byte[HEADER_BYTES + result.bytes()];
      result.write(header(message, Kind.ANSWER, command));
      return message;
    }

    private ByteBuffer header(byte[] message, Kind kind, long command) {
      return ByteBuffer.wrap(message)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(MAGIC)
          .putLong(run)
          .putInt(submission)
          .putInt(stageAttempt)
          .putInt(partition)
          .putInt(kind.code)
          .putLong(command);
    }
  }

  /**
   * Reads a header; what follows it is left where it is.
   *
   * @throws IllegalArgumentException if this is no message of a resident task
   */
  static Request read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEADER_BYTES || buffer.getInt() != MAGIC) {
      throw new IllegalArgumentException(
          "not a message of a resident task: " + bytes.length + " bytes");
    }
    long run = buffer.getLong();
    int submission = buffer.getInt();
    int stageAttempt = buffer.getInt();
    int partition = buffer.getInt();
    Kind kind = Kind.of(buffer.getInt());
    Sender sender = new Sender(run, submission, stageAttempt, partition);
    return new Request(sender, kind, buffer.getLong(), bytes, HEADER_BYTES);
  }

  /** Where the task runs, as it says itself. */
  String place() {
    return new String(
        bytes, offset, Math.min(bytes.length - offset, MOST_PLACE_BYTES), StandardCharsets.UTF_8);
  }
}
