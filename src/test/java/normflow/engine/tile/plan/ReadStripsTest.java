package normflow.engine.tile.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadStripsTest {

  private static final int ROWS = 150;
  private static final int COLUMNS = 250;
  private static final int WIDTH = 256;

  private static ReadStrips of(IntPredicate isRead) {
    int[] targets = IntStream.range(0, ROWS * COLUMNS).toArray();
    return ReadStrips.of(targets, COLUMNS, WIDTH, isRead);
  }

  private static int taken(ReadStrips strips) {
    return IntStream.range(0, ROWS).map(row -> strips.end(row) - strips.start(row)).sum();
  }

  @Test
  void whatIsReadIsTakenAndHalfOfAStaircaseIsNot() {
    IntPredicate staircase = i -> i % COLUMNS <= i / COLUMNS;
    ReadStrips strips = of(staircase);
    for (int i = 0; i < ROWS * COLUMNS; i++) {
      int row = i / COLUMNS;
      if (staircase.test(i)) {
        assertTrue(strips.start(row) <= i % COLUMNS && i % COLUMNS < strips.end(row), "" + i);
      }
    }
    assertTrue(taken(strips) < ROWS * WIDTH / 2, "" + taken(strips));
  }

  @Test
  void aWholeMatrixIsTakenAtOnce() {
    ReadStrips strips = of(i -> true);
    assertEquals(ROWS * WIDTH, taken(strips));
    assertTrue(IntStream.range(1, ROWS).allMatch(row -> strips.alike(0, row)));
  }

  @Test
  void rowsThatNobodyReadsTakeNothing() {
    ReadStrips strips = of(i -> i / COLUMNS >= 100 && i % COLUMNS >= 200);
    assertTrue(strips.end(50) <= strips.start(50));
    assertEquals(192, strips.start(120));
    assertEquals(WIDTH, strips.end(120));
    assertFalse(strips.alike(50, 120));
  }
}
