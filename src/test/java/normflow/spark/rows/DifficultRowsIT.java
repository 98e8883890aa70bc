package normflow.spark.rows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import normflow.codec.ConfigException;
import normflow.config.BadRows;
import normflow.config.RunConfig.ExchangeKind;
import normflow.config.Scaling;
import normflow.config.Source;
import normflow.config.TrainingKeys;
import normflow.flow.Architecture;
import normflow.flow.Glow;
import normflow.flow.StandardNormal;
import normflow.graph.ParameterLayout;
import normflow.graph.Weight.Role;
import normflow.layer.Bound;
import normflow.layer.Planar.Start;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.spark.Warnings;
import normflow.spark.job.TableFit;
import normflow.spark.job.TableFit.Fitted;
import normflow.spark.scan.RowRole.Shares;
import normflow.spark.table.Table;
import normflow.train.TrainingConfig;
import normflow.train.TrainingListener;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Fits on few rows, and on rows with values far off. */
class DifficultRowsIT {

  private static SparkSession session;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  private static Fitted fitted(
      Table table, Architecture flow, Scaling scaling, int partitions, int batch) {
    return fitted(table, flow, scaling, BadRows.FAIL, partitions, batch);
  }

  private static Fitted fitted(
      Table table, Architecture flow, Scaling scaling, BadRows badRows, int partitions, int batch) {
    TrainingConfig training =
        new TrainingConfig(
            batch, 0, 6, OptimizerConfig.defaults(), new Schedule.Constant(), 0, 5, 6, 0, 0, 1, 1);
    return new TableFit(
            flow,
            TrainingKeys.of(training),
            Shares.none(),
            badRows,
            scaling,
            partitions,
            ExchangeKind.JOB,
            "",
            "")
        .run(table, Optional.of(table), new TrainingListener() {});
  }

  private static Fitted fitted(Architecture flow, int rows, int partitions, int batch) {
    Table table =
        Table.open(
            session,
            new Source.Generated(
                "two-moons", OptionalDouble.empty(), OptionalDouble.empty(), rows, 1),
            2);
    return fitted(table, flow, Scaling.MOMENTS, partitions, batch);
  }

  private static double nll(Architecture flow, int rows, int partitions, int batch) {
    Fitted fitted = fitted(flow, rows, partitions, batch);
    assertEquals(rows, fitted.trainingRows());
    assertEquals(Map.of(), new JavaSparkContext(session.sparkContext()).getPersistentRDDs());
    return fitted.result().validation().mean()[0];
  }

  @Test
  void flowsTrainOnFewerRowsThanPartitions() {
    Architecture glow = new Glow(2, List.of(8), Bound.SOFT, new StandardNormal());
    Architecture batchNorm =
        new Architecture.RealNvp(2, List.of(8), Bound.TANH, true, new StandardNormal());
    for (Architecture flow : List.of(glow, batchNorm)) {
      assertTrue(Math.abs(nll(flow, 20, 32, 8)) < 10);
      assertTrue(Math.abs(nll(flow, 8, 8, 1024)) < 10);
    }
    assertTrue(Math.abs(nll(batchNorm, 2000, 64, 128)) < 10);
  }

  /**
   * Fewer partitions hold the rows in the same order, so that the bits are those of asking for
   * them.
   */
  @Test
  void fewerPartitionsGiveTheBitsOfAskingForThem() {
    Architecture flow =
        new Architecture.RealNvp(2, List.of(8), Bound.TANH, true, new StandardNormal());
    assertEquals(nll(flow, 300, 3, 32), nll(flow, 300, 100, 32));
  }

  /** One value of a million among normal ones, and times in nanoseconds. */
  @Test
  void aValueFarOffIsSpokenOfAndARobustScaleDoesNotFollowIt() {
    Table table =
        Table.select(
            session
                .range(0, 5000, 1, 3)
                .selectExpr(
                    "CASE WHEN id = 77 THEN 1000000D ELSE 3 + 2 * randn(1) END a",
                    "CAST(1700000000000000000 + 1024 * (id * 7 % 3000) AS BIGINT) b"),
            List.of("a", "b"),
            List.of(),
            "t");
    Architecture flow = new Architecture.Planar(1, true, Start.SPREAD, new StandardNormal());
    try (Warnings warnings = new Warnings(ColumnWarnings.class)) {
      Standardization moments =
          fitted(table, flow, Scaling.MOMENTS, 2, 256).model().standardization();
      assertTrue(moments.scale()[0] > 10_000);
      List<String> told = warnings.take();
      assertEquals(1, told.size(), told.toString());
      assertTrue(told.get(0).startsWith("column a: four fifths of its rows"), told.get(0));
      Standardization robust =
          fitted(table, flow, Scaling.ROBUST, 2, 256).model().standardization();
      assertEquals(3, robust.mean()[0], 0.2);
      assertEquals(2, robust.scale()[0], 0.2);
      assertEquals(List.of(), warnings.take());
      Model started =
          fitted(
                  table,
                  new Glow(1, List.of(8), Bound.SOFT, new StandardNormal()),
                  Scaling.ROBUST,
                  2,
                  256)
              .model();
      ParameterLayout.Statistics first = started.flow().layout().statistics(Role.INITIAL).get(0);
      assertEquals(1, started.parameters()[first.variance().offset()], 0.3, "of an actnorm");
    }
  }

  /**
   * A value that the mean and the deviation, which it moves, do not show to be far off: by the
   * median it is no number for a flow. The row is named, or left out as if it had never been there.
   */
  @Test
  void aRobustScaleHasItsOwnBorder() {
    Architecture flow = new Architecture.Planar(1, true, Start.SPREAD, new StandardNormal());
    Table clean = narrow("id <> 77");
    Table spoilt = narrow("true");
    String error =
        assertThrows(
                ConfigException.class,
                () -> fitted(spoilt, flow, Scaling.ROBUST, BadRows.FAIL, 2, 256))
            .getMessage();
    assertTrue(error.contains("column a"), error);
    assertTrue(error.contains("1.0E17 is more than 1.0E18 standard deviations"), error);
    Fitted without = fitted(clean, flow, Scaling.ROBUST, BadRows.FAIL, 2, 256);
    Fitted skipped = fitted(spoilt, flow, Scaling.ROBUST, BadRows.SKIP, 2, 256);
    assertEquals(2, skipped.skippedRows(), "as a training row and as a validation row");
    Standardization expected = without.model().standardization();
    assertArrayEquals(expected.mean(), skipped.model().standardization().mean());
    assertArrayEquals(expected.scale(), skipped.model().standardization().scale());
    assertArrayEquals(without.model().parameters(), skipped.model().parameters());
  }

  private static Table narrow(String rows) {
    return Table.select(
        session
            .range(0, 2000, 1, 1)
            .selectExpr(
                "id", "CASE WHEN id = 77 THEN 1E17 ELSE 0.001 * randn(1) END a", "randn(2) b")
            .where(rows),
        List.of("a", "b"),
        List.of(),
        "t");
  }
}
