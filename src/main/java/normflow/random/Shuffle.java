package normflow.random;

/**
 * A random permutation of 0 .. size - 1 that is computed, not stored: any element costs O(1) and
 * needs no memory.
 *
 * <p>A balanced Feistel network permutes the next even power of two, and positions outside the
 * range walk on until they are inside. "How to construct pseudorandom permutations from
 * pseudorandom functions" (Luby, Rackoff, 1988); cycle walking from "Ciphers with arbitrary finite
 * domains" (Black, Rogaway, 2002).
 */
public final class Shuffle {

  private static final int ROUNDS = 6;

  private final long size;
  private final long seed;
  private final int halfBits;
  private final long mask;

  /**
   * @param size number of elements, 0 or more
   * @param seed the permutation is a function of it
   */
  public Shuffle(long size, long seed) {
    if (size < 0) {
      throw new IllegalArgumentException("size = " + size + ": must not be negative");
    }
    this.size = size;
    this.seed = seed;
    int bits = 64 - Long.numberOfLeadingZeros(Math.max(size - 1, 1));
    this.halfBits = (bits + 1) / 2;
    this.mask = (1L << halfBits) - 1;
  }

  /** The element at a position, both from 0 to size - 1. */
  public long at(long position) {
    if (position < 0 || position >= size) {
      throw new IndexOutOfBoundsException("position " + position + " of " + size);
    }
    long value = encrypt(position);
    while (value >= size) {
      value = encrypt(value);
    }
    return value;
  }

  private long encrypt(long value) {
    long left = value >>> halfBits;
    long right = value & mask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (Streams.mix(seed + right * ROUNDS + round) & mask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }
}
