package normflow.published;

import org.apache.commons.math3.random.MersenneTwister;

/**
 * The stream of numpy's {@code RandomState(seed)}, draw for draw: the order and the noise of the
 * published POWER table depend on it.
 *
 * <p>"Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random number generator"
 * (Matsumoto, Nishimura, 1998), with the 53-bit doubles of its authors' code.
 */
final class NumpyRandom {

  private final MersenneTwister twister;

  NumpyRandom(int seed) {
    twister = new MersenneTwister(seed);
  }

  /** The next double of {@code rand}: uniform on [0, 1). */
  double uniform() {
    int high = twister.nextInt() >>> 5;
    int low = twister.nextInt() >>> 6;
    return (high * 0x1p26 + low) * 0x1p-53;
  }

  /** What {@code shuffle} does to the rows 0 to {@code rows - 1}: the old row of each place. */
  int[] shuffled(int rows) {
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      order[i] = i;
    }
    for (int i = rows - 1; i > 0; i--) {
      int j = atMost(i);
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
    return order;
  }

  /** Uniform on 0 to {@code most}: as many low bits as it needs, drawn until they do not exceed. */
  private int atMost(int most) {
    int mask = -1 >>> Integer.numberOfLeadingZeros(most);
    int value;
    do {
      value = twister.nextInt() & mask;
    } while (value > most);
    return value;
  }
}
