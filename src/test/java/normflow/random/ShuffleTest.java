package normflow.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffleTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 17, 64, 1000, 4097})
  void meetsEveryElementOnce(int size) {
    Shuffle permutation = new Shuffle(size, 3);
    BitSet seen = new BitSet(size);
    for (int i = 0; i < size; i++) {
      seen.set(Math.toIntExact(permutation.at(i)));
    }
    assertEquals(size, seen.cardinality());
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
    assertThrows(IllegalArgumentException.class, () -> new Shuffle(-1, 1));
  }
}
