package normflow.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShuffleTest {

  @Property(tries = 200, seed = "1")
  void everyElementIsMetOnce(@ForAll @IntRange(max = 5000) int size, @ForAll long seed) {
    Shuffle permutation = new Shuffle(size, seed);
    BitSet seen = new BitSet(size);
    for (int i = 0; i < size; i++) {
      seen.set(Math.toIntExact(permutation.at(i)));
    }
    assertEquals(size, seen.cardinality());
    assertEquals(size, seen.length());
  }

  /** The order of rows is a function of the seed, in every version. */
  @Test
  void permutationsAreWhatTheyWere() {
    assertArrayEquals(new long[] {0, 8, 3, 2, 4, 7, 9, 6, 1, 5}, start(10));
    assertArrayEquals(new long[] {0, 8, 3, 2, 4, 14, 9, 6, 11, 5}, start(16));
    assertArrayEquals(
        new long[] {
          980110392863L,
          605307212694L,
          315357846447L,
          836563025408L,
          926752006834L,
          489846054711L,
          264171797774L,
          223880021217L,
          244912406022L,
          303524702277L
        },
        start(1L << 40));
  }

  private static long[] start(long size) {
    Shuffle permutation = new Shuffle(size, 3);
    return LongStream.range(0, 10).map(permutation::at).toArray();
  }

  /** Over many seeds each element is as likely as any other at each position (chi-square). */
  @Test
  void everyPlaceIsEquallyLikely() {
    int size = 10;
    int seeds = 20_000;
    for (int position = 0; position < size; position++) {
      int[] counts = new int[size];
      for (int seed = 0; seed < seeds; seed++) {
        counts[(int) new Shuffle(size, Streams.hash(seed)).at(position)]++;
      }
      double chiSquare = 0;
      for (int count : counts) {
        chiSquare += Math.pow(count - seeds / (double) size, 2) / (seeds / (double) size);
      }
      // 9 degrees of freedom: exceeded with probability 1e-5.
      assertTrue(chiSquare < 39, "position " + position + ": " + chiSquare);
    }
  }

  @Test
  void refusesPositionsOutside() {
    assertThrows(IndexOutOfBoundsException.class, () -> new Shuffle(5, 1).at(5));
    assertThrows(IndexOutOfBoundsException.class, () -> new Shuffle(5, 1).at(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> new Shuffle(0, 1).at(0));
    assertThrows(IllegalArgumentException.class, () -> new Shuffle(-1, 1));
  }
}
