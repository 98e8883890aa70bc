package normflow.spark.work;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import normflow.spark.Floats;
import normflow.train.LocalSteps;

/**
 * What the driver asks of every partition, as one flat buffer: kind, steps, step, updates, two
 * lengths, and the floats.
 *
 * @param kind what to compute
 * @param step the step it is for, from 0 on
 * @param steps how many steps from there on; 1 for all kinds but local steps
 * @param updates of the optimiser before it; used by local steps
 * @param parameters the flat vector
 * @param optimizerState used by local steps, else empty
 */
public record Command(
    Kind kind, long step, int steps, long updates, float[] parameters, float[] optimizerState) {

  /** The questions; their codes are part of the message. */
  public enum Kind {
    /** The sum of the gradient over the partition's share of a mini-batch. */
    GRADIENT(1),
    /** Moments of what normalising layers see over all training rows. */
    STATISTICS(2),
    /** Moments of -log p over the validation rows. */
    VALIDATION(3),
    /** Where steps of the partition's own lead to. */
    LOCAL_STEPS(4),
    /** Moments of all training rows before layers that are initialised by data. */
    INITIAL_STATISTICS(5);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    public static Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("a command of kind " + code);
    }
  }

  private static final int HEADER_BYTES = 4 + 4 + 8 + 8 + 4 + 4;
  private static final float[] NO_STATE = {};

  /** A question about one step that needs the parameters only. */
  public static Command of(Kind kind, long step, float[] parameters) {
    return new Command(kind, step, 1, 0, parameters, NO_STATE);
  }

  /** A round of steps that every partition takes by itself. */
  public static Command of(LocalSteps round) {
    return new Command(
        Kind.LOCAL_STEPS,
        round.step(),
        round.count(),
        round.updates(),
        round.parameters(),
        round.optimizerState());
  }

  LocalSteps round() {
    return new LocalSteps(step, steps, updates, parameters, optimizerState);
  }

  /** The length of the buffer. */
  public int bytes() {
    return Math.toIntExact(HEADER_BYTES + 4L * (parameters.length + optimizerState.length));
  }

  /** The command alone. */
  public byte[] encode() {
    byte[] bytes = new byte[bytes()];
    write(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  public void write(ByteBuffer buffer) {
    buffer.putInt(kind.code).putInt(steps).putLong(step).putLong(updates);
    buffer.putInt(parameters.length).putInt(optimizerState.length);
    Floats.put(buffer, parameters);
    Floats.put(buffer, optimizerState);
  }

  /**
   * Reads a command that ends where the buffer ends.
   *
   * @throws IllegalArgumentException if the buffer is anything else
   */
  public static Command read(ByteBuffer buffer) {
    if (buffer.remaining() < HEADER_BYTES) {
      throw new IllegalArgumentException("a command of " + buffer.remaining() + " bytes");
    }
    Kind kind = Kind.of(buffer.getInt());
    int steps = buffer.getInt();
    long step = buffer.getLong();
    long updates = buffer.getLong();
    int parameters = buffer.getInt();
    int state = buffer.getInt();
    if (parameters < 0 || state < 0) {
      throw new IllegalArgumentException(
          "a command of " + parameters + " parameters, " + state + " values of state");
    }
    if (buffer.remaining() != 4L * parameters + 4L * state) {
      throw new IllegalArgumentException(
          "a command with " + buffer.remaining() + " bytes for " + parameters + " parameters");
    }
    return new Command(
        kind, step, steps, updates, Floats.take(buffer, parameters), Floats.take(buffer, state));
  }

  public static Command decode(byte[] bytes) {
    return read(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }
}
