package normflow.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import normflow.random.Streams.Purpose;
import org.junit.jupiter.api.Test;

/**
 * Streams of neighbouring keys are as good as independent. The bounds are those of normal
 * statistics: what passes lies within five standard deviations.
 */
class StreamsTest {

  private static final int STREAMS = 100_000;

  private static double first(long seed, long... keys) {
    return Streams.stream(seed, Purpose.ROWS, keys).nextDouble();
  }

  @Test
  void aStreamIsAFunctionOfSeedPurposeAndKeys() {
    assertEquals(first(1, 2, 3), first(1, 2, 3));
    double other = Streams.stream(1, Purpose.ORDER, 2, 3).nextDouble();
    assertNotEquals(first(1, 2, 3), other);
    assertNotEquals(first(1, 2, 3), first(1, 3, 2));
    assertNotEquals(first(1, 2, 3), first(2, 2, 3));
    assertNotEquals(first(1, 0), first(1, 0, 0));
    assertNotEquals(first(1), first(1, -1));
  }

  /** Keys of the streams that are in use are written down for good: files depend on them. */
  @Test
  void hashesAreWhatTheyWere() {
    assertEquals(Streams.hash(7), Streams.mix(7 + 0x9E3779B97F4A7C15L));
    assertEquals(0x5C7C39BAB86224B9L, Streams.hash(3, 4, 5));
    assertEquals(0, Streams.mix(0));
    assertEquals(0x5692161D100B05E5L, Streams.mix(1));
    assertFirst(1, Purpose.ROWS);
    assertFirst(2, Purpose.PARAMETERS);
    assertFirst(3, Purpose.ORDER);
    assertFirst(4, Purpose.SAMPLES);
    assertFirst(5, Purpose.SPLIT);
    assertFirst(6, Purpose.TRIALS);
    assertFirst(7, Purpose.SHOWN);
  }

  private static void assertFirst(long key, Purpose purpose) {
    assertEquals(
        new SplittableRandom(Streams.hash(Streams.hash(3, key), 4)).nextLong(),
        Streams.stream(3, purpose, 4).nextLong());
  }

  @Test
  void firstNumbersOfNeighboursAreUniform() {
    int cells = 256;
    for (long seed : new long[] {0, 1, -1, Long.MAX_VALUE}) {
      int[] counts = new int[cells];
      for (int key = 0; key < STREAMS; key++) {
        counts[(int) (first(seed, key) * cells)]++;
      }
      double expected = (double) STREAMS / cells;
      double chiSquare = 0;
      for (int count : counts) {
        chiSquare += (count - expected) * (count - expected) / expected;
      }
      double away = (chiSquare - (cells - 1)) / Math.sqrt(2.0 * (cells - 1));
      assertTrue(Math.abs(away) < 5, "seed " + seed + ": " + away);
    }
  }

  @Test
  void neighboursAreNotCorrelated() {
    for (int lag : new int[] {1, 2, 256, 65_536}) {
      double keys = 0;
      double seeds = 0;
      for (int i = 0; i < STREAMS; i++) {
        keys += (first(1, i) - 0.5) * (first(1, i + lag) - 0.5);
        seeds += (first(i, 1) - 0.5) * (first(i + lag, 1) - 0.5);
      }
      double deviation = Math.sqrt(STREAMS) / 12;
      assertTrue(Math.abs(keys) < 5 * deviation, "keys, lag " + lag + ": " + keys / deviation);
      assertTrue(Math.abs(seeds) < 5 * deviation, "seeds, lag " + lag + ": " + seeds / deviation);
    }
  }

  @Test
  void everyBitOfAKeyTurnsHalfOfTheBits() {
    for (int bit = 0; bit < Long.SIZE; bit++) {
      int turned = 0;
      int trials = 1000;
      for (int key = 0; key < trials; key++) {
        turned += Long.bitCount(Streams.hash(5, key) ^ Streams.hash(5, key ^ (1L << bit)));
      }
      double mean = (double) turned / trials;
      assertEquals(32, mean, 5 * 4 / Math.sqrt(trials), "bit " + bit);
    }
  }

  @Test
  void noTwoHashesAreTheSame() {
    Set<Long> seen = new HashSet<>();
    for (int a = 0; a < 300; a++) {
      for (int b = 0; b < 300; b++) {
        assertTrue(seen.add(Streams.hash(1, a, b)), a + ", " + b);
      }
    }
  }
}
