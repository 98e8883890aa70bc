package normflow.spark.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import normflow.config.StatedType;
import normflow.flow.Flow;
import normflow.flow.Tabular;
import normflow.layer.Mixed;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.spark.score.LocalModel;
import org.junit.jupiter.api.Test;

/** A colour, null in a fifth of the rows; an amount, 0 in a third of them; a height. */
class MixedColumnsTest {

  private static final int ROWS = 2_000;
  private static final List<KnownColumn> COLUMNS =
      List.of(
          new KnownColumn("color", true, List.of("blue", "red"), StatedType.AUTO),
          new KnownColumn("amount", false, List.of(), StatedType.AUTO),
          new KnownColumn("height", false, List.of(), StatedType.AUTO));

  private static List<double[]> rows() {
    SplittableRandom random = new SplittableRandom(1);
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(
          new double[] {
            random.nextInt(5) == 0 ? Double.NaN : random.nextInt(2),
            random.nextInt(3) == 0 ? 0 : Math.exp(random.nextGaussian(1, 1.2)),
            random.nextGaussian(180, 8)
          });
    }
    return rows;
  }

  private static Model model() {
    MixedColumns found = MixedColumns.of(rows(), COLUMNS, 0);
    Flow flow = new Tabular(List.of(), List.of(8), 4, 8).over(found.columns()).flow(3, 0);
    float[] parameters = flow.layout().initial(1);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (float) random.nextGaussian(0, 0.2);
    }
    return new Model(
        flow, List.of("color", "amount", "height"), found.standardization(), parameters);
  }

  @Test
  void everyValueComesBack() {
    Standardization standardization = MixedColumns.of(rows(), COLUMNS, 0).standardization();
    for (double[] row : rows().subList(0, 200)) {
      for (int i = 0; i < row.length; i++) {
        double back = standardization.restore(i, standardization.standardized(i, row[i]));
        assertEquals(Double.isNaN(row[i]), Double.isNaN(back));
        assertTrue(Double.isNaN(back) || Math.abs(back - row[i]) <= 1e-5 * Math.abs(row[i]));
      }
    }
    // What no row has: another text, a negative amount.
    assertTrue(standardization.standardized(0, 2) < 1000);
    assertEquals(1000, standardization.standardized(1, -3));
  }

  @Test
  void aFlowOfOtherColumnsIsRefused() {
    List<Mixed.Column> found = MixedColumns.of(rows(), COLUMNS, 0).columns();
    Tabular fitted = Tabular.defaults().over(found);
    assertEquals(fitted, fitted.over(found));
    List<Mixed.Column> others = List.of(found.get(0), found.get(1), found.get(1));
    assertThrows(IllegalArgumentException.class, () -> fitted.over(others));
  }

  @Test
  void whatAColumnIsTakenForIsSaid() {
    List<String> words = MixedColumns.of(rows(), COLUMNS, 0).words();
    assertTrue(words.get(0).matches("2 texts, null in [12]\\d\\.\\d% of the rows"), words.get(0));
    assertTrue(
        words.get(1).matches("0 in 3\\d\\.\\d% of the rows, else by its logarithm"), words.get(1));
    assertEquals("numbers", words.get(2));
  }

  /** Codes have no order: the network sees which one it is, and no number. */
  @Test
  void categoriesHaveNoOrder() {
    List<double[]> codes = rows().stream().map(row -> new double[] {row[2] > 180 ? 7 : 9}).toList();
    assertEquals(0, seen(codes, StatedType.CATEGORICAL));
    assertTrue(seen(codes, StatedType.AUTO) > 0.5);
    KnownColumn column = new KnownColumn("c", false, List.of(), StatedType.CATEGORICAL);
    String words = MixedColumns.of(codes, List.of(column), 0).words().get(0);
    assertEquals("2 values (as stated: categorical)", words);
  }

  private static double seen(List<double[]> sample, StatedType stated) {
    KnownColumn column = new KnownColumn("c", false, List.of(), stated);
    Mixed.Column found = MixedColumns.of(sample, List.of(column), 0).columns().get(0);
    return found.atoms().stream().mapToDouble(atom -> Math.abs(atom.seen())).max().orElseThrow();
  }

  /** Sums over atoms and integrals between them, in the units of the input. */
  @Test
  void allProbabilityIsThere() {
    LocalModel model = new LocalModel(model());
    double[] colors = {0, 1, Double.NaN};
    double step = 0.05;
    double height = 0.5;
    double total = 0;
    for (double color : colors) {
      List<double[]> grid = new ArrayList<>();
      List<Double> weights = new ArrayList<>();
      for (double h = 60; h < 300; h += height) {
        grid.add(new double[] {color, 0, h});
        weights.add(height);
        for (double log = -9; log < 14; log += step) {
          double amount = Math.exp(log + step / 2);
          grid.add(new double[] {color, amount, h});
          weights.add(height * (Math.exp(log + step) - Math.exp(log)));
        }
      }
      double[] logDensity = model.logDensity(grid.toArray(double[][]::new));
      total +=
          IntStream.range(0, logDensity.length)
              .mapToDouble(i -> weights.get(i) * Math.exp(logDensity[i]))
              .sum();
    }
    // Another text than the two has half a row's share at the start.
    assertEquals(1, total, 5e-3);
  }

  /** However wide the logarithms spread: their units would make it likely. */
  @Test
  void whatHasNoLogarithmIsUnlikely() {
    SplittableRandom random = new SplittableRandom(1);
    List<double[]> wide = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      wide.add(new double[] {Math.exp(random.nextGaussian(0, 3))});
    }
    MixedColumns found = MixedColumns.of(wide, COLUMNS.subList(1, 2), 0);
    Flow flow = Tabular.defaults().over(found.columns()).flow(1, 0);
    Model model = new Model(flow, List.of("a"), found.standardization(), flow.layout().initial(1));
    double[] logDensity = new LocalModel(model).logDensity(new double[][] {{1}, {0}, {-5}});
    assertTrue(logDensity[0] > -10, "1 has " + logDensity[0]);
    assertTrue(logDensity[1] < -500 && logDensity[2] < -500, "0 has " + logDensity[1]);
  }

  @Test
  void drawsAreOfTheKindsOfTheColumns() {
    Model model = model();
    double[][] drawn = new LocalModel(model).sample(5_000, 1);
    long missing = 0;
    long zero = 0;
    for (double[] row : drawn) {
      missing += Double.isNaN(row[0]) ? 1 : 0;
      zero += row[1] == 0 ? 1 : 0;
      assertTrue(row[1] >= 0, "an amount of " + row[1]);
      assertTrue(Double.isFinite(row[2]));
    }
    double[] logs = new LocalModel(model).logDensity(drawn);
    assertTrue(IntStream.range(0, logs.length).allMatch(i -> Double.isFinite(logs[i])));
    assertTrue(missing > 500 && missing < 1500, missing + " nulls");
    assertTrue(zero > 800 && zero < 4000, zero + " zeros");
  }

  @Test
  void aColumnThatOthersDetermineIsFoundUnlessItHasProbabilitiesAlone() {
    SplittableRandom random = new SplittableRandom(3);
    List<double[]> sample =
        IntStream.range(0, ROWS)
            .mapToObj(
                i -> {
                  double a = random.nextGaussian();
                  double grade = random.nextInt(4);
                  return new double[] {a, grade, 3 - 2 * grade, 1 + a - 2 * grade, i};
                })
            .toList();
    List<String> names = List.of("a", "grade", "copy", "sum", "other");
    List<KnownColumn> known =
        names.stream().map(n -> new KnownColumn(n, false, List.of(), StatedType.AUTO)).toList();

    List<List<String>> determined =
        MixedColumns.of(sample, known, 0).determined(sample, known, names);

    assertEquals(
        List.of(List.of(), List.of(), List.of(), List.of("a", "grade"), List.of()), determined);
  }
}
