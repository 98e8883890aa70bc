package normflow.engine.tile.read;

import java.util.Arrays;

/** Numbers that are equal to others of the same bits. */
public record Numbers(float... values) {

  /** Whether each is zero or one, as those of a mask. */
  boolean isMask() {
    for (float value : values) {
      int bits = Float.floatToRawIntBits(value);
      if (bits != 0 && value != 1) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Numbers numbers && Arrays.equals(values, numbers.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
