package normflow.spark.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import normflow.config.BadRows;
import normflow.config.RunConfig.ExchangeKind;
import normflow.config.Scaling;
import normflow.config.Source;
import normflow.config.TrainingKeys;
import normflow.flow.Architecture;
import normflow.spark.scan.RowRole.Shares;
import normflow.spark.table.Table;
import normflow.train.TrainingConfig;
import normflow.train.TrainingListener;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFitIT {

  private static SparkSession session;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  private static final TrainingConfig TRAINING =
      new TrainingConfig(
          32, 0, 1200, OptimizerConfig.defaults(), new Schedule.Constant(), 0, 5, 100, 0, 0, 1, 1);

  private static Table table() {
    return Table.open(
        session,
        new Source.Generated("two-moons", OptionalDouble.empty(), OptionalDouble.empty(), 300, 1),
        2);
  }

  private TableFit fit(String checkpoints) {
    return new TableFit(
        Architecture.Planar.defaults(),
        TrainingKeys.of(TRAINING),
        Shares.none(),
        BadRows.FAIL,
        Scaling.MOMENTS,
        2,
        ExchangeKind.AUTO,
        "",
        checkpoints);
  }

  /** Ends the process, as far as the fit can tell. */
  private record Killed(long step) implements TrainingListener {
    @Override
    public void stepped(long done, long steps, double meanLoss) {
      if (done == step) {
        throw new IllegalStateException("killed");
      }
    }
  }

  /** Remembers the first step that it saw. */
  private static final class First implements TrainingListener {
    private final AtomicLong step = new AtomicLong(-1);

    @Override
    public void stepped(long done, long steps, double meanLoss) {
      step.compareAndSet(-1, done);
    }
  }

  @Test
  void goesOnFromItsCheckpointToTheSameBits() {
    String checkpoints = folder.resolve("checkpoints").toString();
    float[] whole = fit("").run(table(), Optional.empty(), new First()).model().parameters();
    assertThrows(
        IllegalStateException.class,
        () -> fit(checkpoints).run(table(), Optional.empty(), new Killed(1100)));
    First first = new First();
    float[] resumed = fit(checkpoints).run(table(), Optional.empty(), first).model().parameters();
    assertEquals(1001, first.step.get());
    assertArrayEquals(whole, resumed);
    First again = new First();
    fit(checkpoints).run(table(), Optional.empty(), again);
    assertTrue(again.step.get() <= 1, "a fit that has ended leaves nothing to go on from");
  }

  @Test
  void anotherTableDoesNotGoOnFromIt() {
    String checkpoints = folder.resolve("checkpoints").toString();
    assertThrows(
        IllegalStateException.class,
        () -> fit(checkpoints).run(table(), Optional.empty(), new Killed(1100)));
    Table other = Table.select(table().rows().where("x0 > 0"), List.of("x0", "x1"), List.of(), "t");
    First first = new First();
    fit(checkpoints).run(other, Optional.empty(), first);
    assertTrue(first.step.get() <= 1);
  }
}
