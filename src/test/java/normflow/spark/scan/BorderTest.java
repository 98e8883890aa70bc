package normflow.spark.scan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import normflow.engine.Moments;
import normflow.model.Standardization;
import normflow.spark.scan.RowRole.Shares;
import normflow.spark.scan.Scan.Pass;
import normflow.spark.table.InputColumn;
import normflow.spark.table.RowReader;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.junit.jupiter.api.Test;

/** Values beyond what floats can compute with, and moments that they do not spoil. */
class BorderTest {

  private static Iterator<InternalRow> rows(double[]... rows) {
    List<InternalRow> all = new ArrayList<>();
    for (double[] row : rows) {
      all.add(new GenericInternalRow(new Object[] {row[0], row[1]}));
    }
    return all.iterator();
  }

  private static double[][] ordinary(int count) {
    Random random = new Random(4);
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = new double[] {5 + random.nextGaussian(), 3e20 + 1e19 * random.nextGaussian()};
    }
    return rows;
  }

  private static Scan scan(Border border, double[]... rows) {
    RowReader reader = new RowReader(List.of(number("x0"), number("x1")), false);
    return Scan.of(new Pass(reader, Shares.none(), border), 0, rows(rows));
  }

  private static InputColumn number(String name) {
    return new InputColumn(name, List.of(name), InputColumn.Shape.NUMBER);
  }

  @Test
  void ofAStandardisationItIs1e18StandardDeviations() {
    Border border = Border.of(new Standardization(new double[] {5}, new double[] {2}, 0));
    assertEquals(-1, border.beyond(new double[] {1.9e18}));
    assertEquals(-1, border.beyond(new double[] {-1.9e18}));
    for (double far : new double[] {2.1e18, -2.1e18, 9.97e36, 1e39, -Double.MAX_VALUE}) {
      assertEquals(0, border.beyond(new double[] {far}), "" + far);
    }
    assertTrue(Border.problem(1e39).startsWith("1.0E39 is more than 1.0E18 standard deviations"));
  }

  @Test
  void valuesOfAnotherSizeLeaveTheMomentsOfTheOthersAlone() {
    double[][] rows = ordinary(40);
    Moments expected = scan(Border.unbounded(2), rows).moments().moments();
    for (double far : new double[] {9.97e36, 1e39, Double.MAX_VALUE, -Double.MAX_VALUE}) {
      for (int place : new int[] {0, 20, 40}) {
        List<double[]> mixed = new ArrayList<>(List.of(rows));
        mixed.add(place, new double[] {far, 3e20});
        TieredMoments found = scan(Border.unknown(), mixed.toArray(double[][]::new)).moments();
        assertEquals(1, found.higher());
        assertArrayEquals(expected.mean(), found.moments().mean());
        assertArrayEquals(expected.squares(), found.moments().squares());
        Scan again = scan(found.border(), mixed.toArray(double[][]::new));
        assertEquals(1, again.bad());
        assertEquals(40, again.training().sums().rows());
        assertArrayEquals(expected.squares(), again.moments().moments().squares());
      }
    }
  }

  @Test
  void partsMergeToTheLowestTierWhateverTheirOrder() {
    double[][] rows = ordinary(10);
    double[] far = {1e39, 3e20};
    TieredMoments first = scan(Border.unknown(), far, far).moments();
    TieredMoments second = scan(Border.unknown(), rows).moments();
    for (TieredMoments both : List.of(first.merge(second), second.merge(first))) {
      assertEquals(2, both.higher());
      assertEquals(10, both.moments().count());
    }
    assertEquals(12, first.merge(second).rows());
    assertEquals(10, TieredMoments.none(2).merge(second).rows());
  }

  /** Where large values are the rule, they are no bad ones. */
  @Test
  void theFewerRowsSetNoBorder() {
    double[][] rows = ordinary(10);
    double[][] mixed = {rows[0], rows[1], rows[2], {1, 1}};
    TieredMoments found = scan(Border.unknown(), mixed).moments();
    assertEquals(3, found.higher());
    assertEquals(0, scan(found.border(), mixed).bad());
  }
}
