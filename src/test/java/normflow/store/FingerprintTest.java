package normflow.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import normflow.codec.Codec;
import normflow.model.Standardization;
import normflow.spark.scan.RowHasher;
import normflow.spark.scan.RowSums;
import org.junit.jupiter.api.Test;

/** What tells rows from others: every bit of them, how often they are there, and their order. */
class FingerprintTest {

  private static RowSums sums(List<double[]> rows) {
    RowHasher hasher = new RowHasher();
    rows.forEach(hasher::add);
    return hasher.sums();
  }

  private static Fingerprint of(List<double[]> rows) {
    return sums(rows).fingerprint();
  }

  /** Rows of small integers, whose doubles have few bits that differ. */
  private static List<double[]> rows(int count) {
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int quotient = i / 17;
      rows.add(new double[] {i % 17, quotient, i % 3});
    }
    return rows;
  }

  @Test
  void itDoesNotDependOnWhereTheRowsAreCut() {
    List<double[]> rows = rows(500);
    Fingerprint whole = of(rows);
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      int first = random.nextInt(501);
      int second = first + random.nextInt(501 - first);
      RowSums cut =
          sums(rows.subList(0, first))
              .then(sums(rows.subList(first, second)))
              .then(sums(rows.subList(second, 500)));
      assertEquals(whole, cut.fingerprint());
    }
  }

  @Test
  void anotherOrderChangesTheOrderAlone() {
    List<double[]> rows = rows(500);
    Fingerprint before = of(rows);
    for (int i = 0; i < 20; i++) {
      List<double[]> shuffled = new ArrayList<>(rows);
      Collections.swap(shuffled, i, 250 + 3 * i);
      Fingerprint after = of(shuffled);
      assertEquals(before.hash(), after.hash());
      assertNotEquals(before.order(), after.order());
      assertTrue(before.isOf(after, false));
      assertFalse(before.isOf(after, true));
    }
  }

  @Test
  void everyBitOfEveryValueCounts() {
    Set<String> hashes = new HashSet<>();
    for (int column = 0; column < 3; column++) {
      for (int bit = 0; bit < 64; bit++) {
        double[] row = {1, 0, -2.5};
        row[column] =
            Double.longBitsToDouble(Double.doubleToRawLongBits(row[column]) ^ (1L << bit));
        Fingerprint print = of(List.of(row));
        hashes.add(print.hash().substring(0, 16));
        hashes.add(print.hash().substring(16));
      }
    }
    assertEquals(2 * 3 * 64, hashes.size());
    assertNotEquals(of(List.of(new double[] {0.0})), of(List.of(new double[] {-0.0})));
  }

  @Test
  void rowsCountAsOftenAsTheyAreThereAndWeightsBelongToThem() {
    double[] row = {1, 2};
    double[] other = {2, 1};
    assertNotEquals(of(List.of(row, row, other)).hash(), of(List.of(row, other, other)).hash());
    assertNotEquals(of(List.of(row)).hash(), of(List.of(other)).hash());
    RowHasher once = new RowHasher();
    once.add(row, 1, true);
    RowHasher twice = new RowHasher();
    twice.add(row, 2, true);
    assertNotEquals(once.sums(), twice.sums());
  }

  @Test
  void aDifferenceIsSaidInWords() {
    List<double[]> rows = rows(2000);
    List<double[]> fewer = rows.subList(0, 1999);
    List<double[]> reversed = new ArrayList<>(rows);
    Collections.reverse(reversed);
    List<double[]> changed = new ArrayList<>(rows);
    changed.set(7, new double[] {1e9, 0, 0});
    TrainedRows then = trained(rows, fewer, fewer, 1);
    assertEquals(
        "the table is not the one of step 9: 2,000 training rows then, 1,999 now",
        difference(then, trained(fewer, fewer, fewer, 1)));
    assertEquals(
        "the table is not the one of step 9: 2,000 training rows then and now, other values",
        difference(then, trained(changed, fewer, fewer, 1)));
    String order = difference(then, trained(reversed, fewer, fewer, 1));
    assertTrue(
        order.endsWith(
            "then and now, the same in another order, and the bits of the result depend on it"),
        order);
    assertEquals(
        "the held-out rows are not those of step 9: 1,999 validation rows then, 2,000 now",
        difference(then, trained(rows, rows, fewer, 1)));
    assertEquals(
        "the held-out rows are not those of step 9: 1,999 test rows then, 2,000 now",
        difference(then, trained(rows, fewer, rows, 1)));
    assertTrue(difference(then, trained(rows, fewer, fewer, 2)).startsWith("the standardisation"));
    assertTrue(then.difference(trained(rows, fewer, fewer, 1), "step 9").isEmpty());
    // The order of test rows decides no bit of a model.
    assertTrue(
        trained(rows, fewer, rows, 1)
            .difference(trained(rows, fewer, reversed, 1), "step 9")
            .isEmpty());
    assertEquals(then, Codec.json("rows", Codec.json(then), TrainedRows.class));
  }

  private static String difference(TrainedRows then, TrainedRows now) {
    return then.difference(now, "step 9").orElseThrow();
  }

  private static TrainedRows trained(
      List<double[]> training, List<double[]> validation, List<double[]> test, double scale) {
    return TrainedRows.of(
        of(training),
        of(validation),
        of(test),
        new Standardization(new double[] {0}, new double[] {scale}, 0));
  }
}
