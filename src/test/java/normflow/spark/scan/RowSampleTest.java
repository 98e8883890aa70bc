package normflow.spark.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import normflow.spark.scan.RowSample.Keyed;
import org.junit.jupiter.api.Test;

/** Rows that are shown are chosen from the whole of a sorted table. */
class RowSampleTest {

  private static final int ROWS = 12_000;

  /** The rows 0, 1, 2 ... in so many partitions. */
  private static double[][] sample(int most, long about, int partitions, long seed) {
    RowSample sample = RowSample.of(most, about, seed);
    List<Keyed> kept = new ArrayList<>();
    double[] row = new double[1];
    for (int partition = 0; partition < partitions; partition++) {
      RowSample.Sum sum = sample.begin(partition);
      for (int i = partition * ROWS / partitions; i < (partition + 1) * ROWS / partitions; i++) {
        row[0] = i;
        sum.add(row);
      }
      kept.addAll(sum.rows());
    }
    assertTrue((about > ROWS / 2 && kept.size() < 2 * most) || about <= most, "" + kept.size());
    return sample.chosen(kept);
  }

  @Test
  void everyPartOfASortedTableHasItsShare() {
    for (int partitions : new int[] {1, 7}) {
      double chiSquare = 0;
      int[] found = new int[24];
      for (long seed = 0; seed < 10; seed++) {
        double[][] rows = sample(1200, ROWS, partitions, seed);
        assertEquals(1200, rows.length);
        assertEquals(1200, java.util.Arrays.stream(rows).mapToDouble(r -> r[0]).distinct().count());
        for (double[] row : rows) {
          found[(int) row[0] / 500]++;
        }
      }
      for (int count : found) {
        chiSquare += (count - 500.0) * (count - 500.0) / 500.0;
      }
      // 23 degrees of freedom: more than 60 in one of 50,000 cases; the seeds are fixed.
      assertTrue(chiSquare < 60, chiSquare + " in " + partitions + " partitions");
    }
  }

  @Test
  void aSmallTableIsShownWhole() {
    assertEquals(ROWS, sample(20_000, 20_000, 3, 5).length);
    assertEquals(100, sample(100, 1, 3, 5).length);
  }
}
