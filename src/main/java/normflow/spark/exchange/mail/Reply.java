package normflow.spark.exchange.mail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import normflow.spark.work.Command;

/**
 * What the driver replies to a resident task: a flat buffer of a kind, a command's number and the
 * command.
 */
public record Reply(Kind kind, long id, byte[] bytes) {

  /** Kinds of replies; their codes are part of the message. */
  public enum Kind {
    /** There is no new command: ask again later. */
    WAIT(1),
    /** The task is not needed any more. */
    STOP(2),
    /** Here is the next command. */
    COMMAND(3);

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
      throw new IllegalArgumentException("a reply of kind " + code);
    }
  }

  private static final int HEADER_BYTES = 4 + 8;

  static final byte[] WAIT = header(Kind.WAIT, -1, 0);
  public static final byte[] STOP = header(Kind.STOP, -1, 0);

  /** The same bytes for all tasks. */
  static byte[] of(long id, Command command) {
    byte[] message = header(Kind.COMMAND, id, command.bytes());
    command.write(body(message));
    return message;
  }

  private static byte[] header(Kind kind, long id, int payload) {
    byte[] message = new byte[HEADER_BYTES + payload];
    ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putInt(kind.code).putLong(id);
    return message;
  }

  private static ByteBuffer body(byte[] message) {
    return ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).position(HEADER_BYTES);
  }

  /**
   * Reads a header.
   *
   * @throws IllegalArgumentException if this is no reply
   */
  static Reply read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEADER_BYTES) {
      throw new IllegalArgumentException("a reply of " + bytes.length + " bytes");
    }
    return new Reply(Kind.of(buffer.getInt()), buffer.getLong(), bytes);
  }

  public Command command() {
    return Command.read(body(bytes));
  }
}
