package normflow.spark.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import normflow.codec.Codec;
import normflow.engine.Block;
import normflow.engine.tile.TileEngine;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.layer.Affine;
import normflow.layer.Autoregressive;
import normflow.layer.Bound;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.reference.ReferenceLines;
import normflow.spark.evaluate.Predictions.Interval;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

/** A flow that is the identity: whatever the context, it predicts N(3, 2²). */
class PredictionsTest {

  private static final Flow FLOW =
      new Flow(
          1,
          1,
          new StandardNormal(),
          List.of(new Autoregressive(new Affine(Bound.SOFT), List.of(4))));
  private static final Model MODEL =
      new Model(
          FLOW,
          List.of("y", "c"),
          new Standardization(new double[] {3, 0}, new double[] {2, 1}, 1),
          FLOW.layout().initial(1));

  /** Of rows at the quantiles of N(3 + 2 shift, (2 spread)²), in blocks of so many. */
  private static Predictions of(int rows, double shift, double spread, int ofBlock) {
    NormalDistribution normal = new NormalDistribution(shift, spread);
    Block all = Block.zeros(rows, 2);
    for (int i = 0; i < rows; i++) {
      all.values()[2 * i] = (float) normal.inverseCumulativeProbability((i + 0.5) / rows);
      all.values()[2 * i + 1] = i % 5 - 2;
    }
    List<Block> blocks =
        java.util.stream.IntStream.range(0, (rows + ofBlock - 1) / ofBlock)
            .mapToObj(i -> all.slice(i * ofBlock, Math.min(ofBlock, rows - i * ofBlock)))
            .toList();
    Yardsticks yardsticks = Yardsticks.of(Optional.empty(), ReferenceLines.none(), rows);
    EvaluationSums sums =
        EvaluationSums.of(new TileEngine(FLOW), MODEL, blocks.iterator(), yardsticks);
    Evaluation evaluation = Evaluation.of(MODEL, List.of(sums), yardsticks);
    assertEquals(evaluation, Codec.json("evaluation", Codec.json(evaluation), Evaluation.class));
    return evaluation.predictions().orElseThrow();
  }

  @Test
  void thoseOfARightModelAreCalibrated() {
    Predictions right = of(4_000, 0, 1, 4_000);
    assertEquals("y", right.column());
    assertEquals(4_000, right.rows());
    // Of N(0, 1) the mean CRPS is 1 / √π.
    assertEquals(2 / Math.sqrt(Math.PI), right.crps(), 2e-3);
    assertEquals(2, right.rmse(), 2e-3);
    assertEquals(2 / Math.sqrt(2 * 4_000), right.rmseStandardError().orElseThrow(), 1e-3);
    assertTrue(right.crpsStandardError().orElseThrow() < 0.03);
    for (Interval interval : right.intervals()) {
      assertEquals(interval.probability(), interval.held(), 1e-3);
    }
    assertEquals(0.9, right.intervals().get(1).probability(), 1e-12);
    assertEquals(Math.sqrt(0.09 / 4_000), right.intervals().get(1).standardError(), 1e-9);
    right.pit().forEach(share -> assertEquals(0.1, share, 1e-3));
  }

  @Test
  void wrongOnesShow() {
    Predictions wide = of(1_000, 0, 0.5, 1_000);
    // P(|z| < 1.645 / 0.5) and P(|z| < 0.6745 / 0.5).
    assertEquals(0.999, wide.intervals().get(1).held(), 2e-3);
    assertEquals(0.8227, wide.intervals().get(0).held(), 3e-3);
    Predictions low = of(1_000, 1, 1, 1_000);
    assertEquals(Math.sqrt(8), low.rmse(), 0.01);
    double top = 1 - new NormalDistribution().cumulativeProbability(1.2816 - 1);
    assertEquals(top, low.pit().get(9), 2e-3);
    assertTrue(low.pit().get(0) < 0.02);
  }

  /** Of 25,000 rows every third, wherever blocks end. */
  @Test
  void manyRowsAreLookedAtAtEvenDistances() {
    Predictions whole = of(25_000, 0, 1, 25_000);
    assertEquals(8_334, whole.rows());
    Predictions parts = of(25_000, 0, 1, 1_000);
    assertEquals(whole.rows(), parts.rows());
    assertEquals(whole.pit(), parts.pit());
    assertEquals(whole.crps(), parts.crps(), 1e-9);
  }
}
