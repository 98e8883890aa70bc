package normflow.random;

import java.util.SplittableRandom;

/**
 * Counter-based random streams: the numbers of a stream are a function of the seed and of integer
 * keys that say what the stream is for, such as (purpose, row) or (purpose, step, partition).
 *
 * <p>Nothing is shared between streams, so the same keys give the same numbers on any number of
 * threads, executors or retries. The keys are mixed by the finaliser of "Fast splittable
 * pseudorandom number generators" (Steele, Lea, Flood, 2014).
 */
public final class Streams {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** What a stream is drawn for; the key of each enters the numbers and never changes. */
  public enum Purpose {
    /** The rows of a generated table; key: row. */
    ROWS(1),
    /** Start values; key: weight. */
    PARAMETERS(2),
    /** The order of a partition's rows within an epoch; keys: epoch, partition. */
    ORDER(3),
    /** Base samples; key: row. */
    SAMPLES(4),
    /** Which rows are held out; key: row. */
    SPLIT(5),
    /** Values of a sweep's trials; keys: trial, axis. */
    TRIALS(6),
    /** Which rows of a table are shown; keys: partition, row. */
    SHOWN(7),
    /** Where the fit of a mixture that flows are compared with begins; no keys. */
    REFERENCES(8),
    /** The trees that say which axes of a sweep matter; key: tree. */
    IMPORTANCE(9);

    private final long key;

    Purpose(long key) {
      this.key = key;
    }
  }

  private Streams() {}

  /** A fresh stream for this purpose and these keys; the order of the keys matters. */
  public static SplittableRandom stream(long seed, Purpose purpose, long... keys) {
    return new SplittableRandom(hash(hash(seed, purpose.key), keys));
  }

  /** The 64-bit hash of a seed and keys that {@link #stream} starts from. */
  public static long hash(long seed, long... keys) {
    long hash = mix(seed + GOLDEN_GAMMA);
    for (long key : keys) {
      hash = mix(hash + GOLDEN_GAMMA * (key + 1));
    }
    return hash;
  }

  /** The finaliser: every bit of the value changes every bit of the result. */
  public static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
