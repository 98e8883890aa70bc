package normflow.spark.exchange.mail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import normflow.spark.work.Command;

/**
 * What the driver replies to a resident task: a kind, and a command with its number. Between
 * processes it is a flat buffer.
 */
public final class Reply {

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

  static final Reply WAIT = new Reply(Kind.WAIT, -1, null);
  public static final Reply STOP = new Reply(Kind.STOP, -1, null);

  private static final int HEADER_BYTES = 4 + 8;

  private final Kind kind;
  private final long id;
  private final Command command;
  private byte[] bytes;

  private Reply(Kind kind, long id, Command command) {
    this.kind = kind;
    this.id = id;
    this.command = command;
  }

  static Reply of(long id, Command command) {
    return new Reply(Kind.COMMAND, id, command);
  }

  public Kind kind() {
    return kind;
  }

  /** The number of the command; -1 without one. */
  public long id() {
    return id;
  }

  /** The command itself, the same object for all tasks of this process. */
  public Command command() {
    return command;
  }

  /** The buffer, the same for all that ask. */
  public synchronized byte[] bytes() {
    if (bytes == null) {
      bytes = new byte[HEADER_BYTES + (command == null ? 0 : command.bytes())];
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      buffer.putInt(kind.code).putLong(id);
      if (command != null) {
        command.write(buffer);
      }
    }
    return bytes;
  }

  /**
   * Reads a buffer.
   *
   * @throws IllegalArgumentException if this is no reply
   */
  static Reply read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEADER_BYTES) {
      throw new IllegalArgumentException("a reply of " + bytes.length + " bytes");
    }
    Kind kind = Kind.of(buffer.getInt());
    long id = buffer.getLong();
    return new Reply(kind, id, kind == Kind.COMMAND ? Command.read(buffer) : null);
  }
}
