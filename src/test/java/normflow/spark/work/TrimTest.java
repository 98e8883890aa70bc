package normflow.spark.work;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import normflow.config.TrainingKeys;
import normflow.engine.Block;
import normflow.engine.GradientSum;
import normflow.engine.tile.TileEngine;
import normflow.flow.Flow;
import normflow.flow.Maf;
import normflow.train.TrainingConfig;
import org.junit.jupiter.api.Test;

/** Rows of another kind count neither in gradients nor in validations. */
class TrimTest {

  private static final int ROWS = 25;

  private final Flow flow = Maf.defaults().flow(2);
  private final float[] parameters = flow.layout().initial(1);

  private static TrainingConfig config(double trim) {
    TrainingConfig fixed = TrainingConfig.defaults();
    return new TrainingConfig(
        fixed.batchSize(),
        fixed.epochs(),
        fixed.steps(),
        fixed.optimizer(),
        fixed.schedule(),
        fixed.warmupSteps(),
        fixed.clipNorm(),
        fixed.validationInterval(),
        fixed.patience(),
        fixed.tolerance(),
        fixed.averageEvery(),
        trim,
        fixed.seed());
  }

  /** Rows 3 and 11 are far from the others. */
  private static Block rows() {
    SplittableRandom random = new SplittableRandom(2);
    Block rows = Block.zeros(ROWS, 2);
    for (int i = 0; i < rows.values().length; i++) {
      boolean far = i / 2 == 3 || i / 2 == 11;
      rows.values()[i] = (float) ((far ? 6 : 0) + 0.5 * random.nextGaussian());
    }
    return rows;
  }

  private static int[] without(int... left) {
    List<Integer> out = IntStream.of(left).boxed().toList();
    return IntStream.range(0, ROWS).filter(row -> !out.contains(row)).toArray();
  }

  @Test
  void gradientsLeaveTheLeastLikelyOutOnceTheFlowKnowsThem() {
    try (TileEngine engine = new TileEngine(flow)) {
      Trim trim = new Trim(config(0.1), engine);
      GradientSum all = engine.lossAndGradient(parameters, rows());
      GradientSum others = engine.lossAndGradient(parameters, rows().rows(without(3, 11)));
      assertSame(all, trim.gradient(parameters, rows(), 99));
      assertSame(others, trim.gradient(parameters, rows(), 100));
      assertSame(all, new Trim(config(0), engine).gradient(parameters, rows(), 1000));
      assertSame(all, new Trim(config(0.03), engine).gradient(parameters, rows(), 1000));
    }
  }

  private static void assertSame(GradientSum expected, GradientSum found) {
    assertEquals(expected.rows(), found.rows());
    assertEquals(expected.loss(), found.loss());
    assertArrayEquals(expected.gradient(), found.gradient());
  }

  /** Of a partition, whatever blocks it is in. */
  @Test
  void validationsLeaveThemOutToo() {
    try (TileEngine engine = new TileEngine(flow)) {
      Block rows = rows();
      List<Block> halves = List.of(rows.slice(0, 10), rows.slice(10, ROWS - 10));
      GradientSum trimmed = new Validation(engine, false, 0.1).of(parameters, halves);
      GradientSum others =
          new Validation(engine, false, 0).of(parameters, List.of(rows.rows(without(3, 11))));
      assertEquals(others.statistics().mean()[0], trimmed.statistics().mean()[0], 1e-6);
      GradientSum all = new Validation(engine, false, 0).of(parameters, halves);
      assertTrue(all.statistics().mean()[0] > trimmed.statistics().mean()[0] + 1);
    }
  }

  @Test
  void aShareIsBelowOneHalf() {
    for (double wrong : new double[] {-0.1, 0.5, Double.NaN}) {
      assertEquals(
          "trim = " + wrong + ": must be from 0 to below 0.5",
          assertThrows(IllegalArgumentException.class, () -> config(wrong)).getMessage());
    }
    assertEquals(0.49, TrainingKeys.of(config(0.49)).complete().trim());
    assertTrue(TrainingKeys.of(config(0)).trim().isEmpty());
  }
}
