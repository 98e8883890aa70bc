package normflow.spark.work;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.spark.Floats;
import normflow.train.LocalResult;

/**
 * A partition's answer to a {@link Command}, as one flat buffer whose length is known beforehand.
 *
 * @param computeNanos the time that its computation took
 * @param sum rows, loss and gradient; for the kinds that ask for moments it has these only; for
 *     local steps parameters and then the optimiser's state are in the place of the gradient
 * @param updates of local steps, else 0
 * @param skipped of local steps, else 0
 * @param gradientNorm the last of local steps, else 0
 */
public record PartitionResult(
    long computeNanos, GradientSum sum, int updates, int skipped, double gradientNorm) {

  private static final int HEADER_BYTES = 8 + 8 + 8 + 4 + 4 + 8 + 4 + 4 + 8;

  /** An answer to anything but local steps. */
  public PartitionResult(long computeNanos, GradientSum sum) {
    this(computeNanos, sum, 0, 0, 0);
  }

  /** An answer to local steps. */
  static PartitionResult of(long computeNanos, LocalResult local) {
    int parameters = local.parameters().length;
    int state = local.optimizerState().length;
    float[] values = Arrays.copyOf(local.parameters(), parameters + state);
    System.arraycopy(local.optimizerState(), 0, values, parameters, state);
    return new PartitionResult(
        computeNanos,
        new GradientSum(local.rows(), local.loss(), values, Moments.empty(0)),
        local.updates(),
        local.skipped(),
        local.gradientNorm());
  }

  /**
   * The answer to local steps.
   *
   * @param parameters number of parameters among the values
   */
  public LocalResult local(int parameters) {
    float[] values = sum.gradient();
    return new LocalResult(
        sum.rows(),
        sum.loss(),
        updates,
        skipped,
        gradientNorm,
        Arrays.copyOf(values, parameters),
        Arrays.copyOfRange(values, parameters, values.length));
  }

  /** An answer that consists of moments. */
  static GradientSum ofMoments(Moments moments) {
    return new GradientSum(0, 0, new float[0], moments);
  }

  /** An answer to a validation: the rows without a finite log-density are in front of moments. */
  static GradientSum ofValidation(Moments moments, LostRows lost) {
    return new GradientSum(lost.rows(), lost.first(), new float[0], moments);
  }

  /** The rows without a finite log-density, of a validation. */
  public LostRows lost() {
    return new LostRows(sum.rows(), (long) sum.loss());
  }

  /** The length of a buffer. */
  public static int bytes(int values, int columns) {
    return Math.toIntExact(HEADER_BYTES + 4L * values + 16L * columns);
  }

  public int bytes() {
    return bytes(sum.gradient().length, sum.statistics().columns());
  }

  public byte[] encode() {
    byte[] bytes = new byte[bytes()];
    write(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  public void write(ByteBuffer buffer) {
    Moments moments = sum.statistics();
    buffer.putLong(computeNanos).putLong(sum.rows()).putDouble(sum.loss());
    buffer.putInt(sum.gradient().length).putInt(moments.columns()).putLong(moments.count());
    buffer.putInt(updates).putInt(skipped).putDouble(gradientNorm);
    Floats.put(buffer, sum.gradient());
    Floats.put(buffer, moments.mean());
    Floats.put(buffer, moments.squares());
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if it does not have these lengths
   */
  public static PartitionResult decode(byte[] bytes, int offset, int values, int columns) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(offset);
    if (buffer.remaining() != bytes(values, columns)) {
      throw new IllegalArgumentException(
          "an answer of " + buffer.remaining() + " bytes: expected " + bytes(values, columns));
    }
    long computeNanos = buffer.getLong();
    long rows = buffer.getLong();
    double loss = buffer.getDouble();
    int sentValues = buffer.getInt();
    int sentColumns = buffer.getInt();
    long count = buffer.getLong();
    int updates = buffer.getInt();
    int skipped = buffer.getInt();
    double gradientNorm = buffer.getDouble();
    if (sentValues != values || sentColumns != columns) {
      throw new IllegalArgumentException(
          "an answer of "
              + sentValues
              + " values, "
              + sentColumns
              + " columns: expected "
              + values
              + " and "
              + columns);
    }
    float[] gradient = Floats.take(buffer, values);
    double[] mean = Floats.takeDoubles(buffer, columns);
    double[] squares = Floats.takeDoubles(buffer, columns);
    return new PartitionResult(
        computeNanos,
        new GradientSum(rows, loss, gradient, new Moments(count, mean, squares)),
        updates,
        skipped,
        gradientNorm);
  }
}
