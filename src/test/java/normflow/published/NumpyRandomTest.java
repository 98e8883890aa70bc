package normflow.published;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Expected values are printed by {@code make.py} beside the test files. */
class NumpyRandomTest {

  @Test
  void theStreamIsThatOfNumpy() {
    NumpyRandom random = new NumpyRandom(42);
    assertEquals(0.3745401188473625, random.uniform());
    assertEquals(0.9507143064099162, random.uniform());
    assertEquals(0.7319939418114051, random.uniform());
    assertArrayEquals(new int[] {0, 1, 5, 3, 11, 7, 8, 10, 2, 9, 6, 4}, random.shuffled(12));
  }
}
