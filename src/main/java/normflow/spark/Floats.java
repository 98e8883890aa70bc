package normflow.spark;

import java.nio.ByteBuffer;

/** Runs of numbers in buffers, moved at the speed of memory. */
public final class Floats {

  private Floats() {}

  public static void put(ByteBuffer buffer, float[] values) {
    buffer.asFloatBuffer().put(values);
    buffer.position(buffer.position() + 4 * values.length);
  }

  public static float[] take(ByteBuffer buffer, int count) {
    float[] values = new float[count];
    buffer.asFloatBuffer().get(values);
    buffer.position(buffer.position() + 4 * count);
    return values;
  }

  public static void put(ByteBuffer buffer, double[] values) {
    buffer.asDoubleBuffer().put(values);
    buffer.position(buffer.position() + 8 * values.length);
  }

  public static double[] takeDoubles(ByteBuffer buffer, int count) {
    double[] values = new double[count];
    buffer.asDoubleBuffer().get(values);
    buffer.position(buffer.position() + 8 * count);
    return values;
  }
}
