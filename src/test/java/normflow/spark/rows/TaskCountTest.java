package normflow.spark.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import normflow.codec.ConfigException;
import normflow.engine.Block;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.StandardNormal;
import normflow.layer.Bound;
import normflow.spark.Warnings;
import normflow.spark.work.TaskCount;
import normflow.train.TrainingConfig;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;
import org.junit.jupiter.api.Test;

class TaskCountTest {

  private static final Flow NORMALISED =
      new Architecture.RealNvp(2, List.of(4), Bound.TANH, true, new StandardNormal()).flow(2);
  private static final Flow PLAIN =
      new Architecture.RealNvp(2, List.of(4), Bound.TANH, false, new StandardNormal()).flow(2);

  private static TrainingConfig batches(int rows) {
    return new TrainingConfig(
        rows, 1, 0, OptimizerConfig.defaults(), new Schedule.Constant(), 0, 5, 10, 0, 0, 1, 5);
  }

  private static int partitions(int batch, long rows, int asked) {
    return TaskCount.partitions(NORMALISED, batches(batch), rows, asked);
  }

  @Test
  void rowsThatHaveAVarianceInEveryShareStayWhereTheyAre() {
    assertEquals(2, partitions(512, 105_000, 2));
    assertEquals(8, partitions(16, 800, 8));
    assertEquals(32, TaskCount.partitions(PLAIN, batches(8), 20, 32));
  }

  @Test
  void fewRowsTakeFewerPartitionsAndThatIsSaid() {
    try (Warnings warnings = new Warnings(TaskCount.class)) {
      assertEquals(15, partitions(128, 2000, 64));
      assertEquals(
          List.of(
              "partitions = 64: a batch norm takes the variance of a partition's share of a"
                  + " mini-batch, and 2000 rows in mini-batches of 128 leave shares of 1 row; 15"
                  + " partitions are used"),
          warnings.take());
      assertEquals(1, partitions(8, 20, 32));
      assertEquals(1, partitions(128, 8, 8));
      assertEquals(1, partitions(16, 5, 8));
      assertEquals(3, warnings.take().size());
    }
  }

  /** Whatever the numbers: a share is never one row alone, and no row is left out of an epoch. */
  @Test
  void everyShareHasAVariance() {
    for (int rows : new int[] {2, 3, 8, 20, 333, 2000}) {
      for (int batch : new int[] {2, 3, 8, 128}) {
        long steps = batches(batch).stepsPerEpoch(rows);
        if (rows / steps < 2) {
          assertThrows(ConfigException.class, () -> partitions(batch, rows, 1));
          continue;
        }
        for (int asked : new int[] {1, 3, 8, 64}) {
          int partitions = partitions(batch, rows, asked);
          for (int partition = 0; partition < partitions; partition++) {
            long first = SampleBlocks.first(partition, rows, partitions);
            long held = SampleBlocks.first(partition + 1, rows, partitions) - first;
            for (long step = 0; step < steps; step++) {
              long before = held * step / steps;
              assertTrue(held * (step + 1) / steps - before >= 2);
              assertEquals(before, MiniBatch.position(step, held, steps, 2));
            }
          }
        }
      }
    }
  }

  @Test
  void aMiniBatchOfOneRowIsRefused() {
    String message = assertThrows(ConfigException.class, () -> partitions(1, 20, 4)).getMessage();
    assertTrue(message.startsWith("batchSize = 1: a flow with batch norm needs two"), message);
  }

  /** Weights leave a partition any number of rows to draw. */
  @Test
  void groupsOfTwoTakeEveryRowOnce() {
    for (int rows = 0; rows < 40; rows++) {
      List<Integer> taken = new ArrayList<>();
      Block block = Block.zeros(rows, 1);
      for (int row = 0; row < rows; row++) {
        block.values()[row] = row;
      }
      for (int step = 0; step < 12; step++) {
        Block share = MiniBatch.of(rows == 0 ? List.of() : List.of(block), 1, 3, step, 12, 0, 2);
        assertTrue(share.rows() != 1);
        for (float value : share.values()) {
          taken.add((int) value);
        }
      }
      assertEquals(rows == 1 ? 0 : rows, taken.size());
      assertEquals(taken.size(), taken.stream().distinct().count());
    }
  }

  private static int open(Flow flow, int batch, long rows, int held) {
    return TaskCount.taken(flow, batches(batch), rows, held, true);
  }

  @Test
  void aJobThatLeavesPartitionsOpenTakesAsManyAsPay() {
    Flow small = Architecture.Planar.defaults().flow(2);
    assertEquals(1, open(small, 512, 100_000, 64));
    assertEquals(64, TaskCount.taken(small, batches(512), 100_000, 64, false));
    Flow stated = Architecture.RealNvp.defaults().flow(2);
    assertEquals(2, open(stated, 512, 100_000, 2));
    int few = open(stated, 512, 100_000, 1000);
    int many = open(stated, 65_536, 100_000, 1000);
    assertTrue(2 < few && few < 16, "" + few);
    assertTrue(8 * few < many && many < 200, "" + many);
    assertEquals(many, open(stated, 1_000_000, 65_536, 1000), "no more rows than there are");
  }

  /** On more cores it is the same job, until its number of tasks is more than they are. */
  @Test
  void theMostThatPayIsNoMatterOfCores() {
    Flow flow = Architecture.RealNvp.defaults().flow(2);
    int paying = TaskCount.paying(flow, batches(512), 100_000);
    for (int cores = 1; cores < 50; cores++) {
      assertEquals(Math.min(cores, paying), open(flow, 512, 100_000, cores));
    }
  }

  /** Whatever a step costs: a task holds no more rows than lie well in its memory. */
  @Test
  void largeTablesTakeMoreTasks() {
    Flow flow = Architecture.Planar.defaults().flow(2);
    assertEquals(12, open(flow, 512, 100_000_000, 64));
    assertEquals(64, open(flow, 512, 1_000_000_000, 64));
    assertTrue(TaskCount.paying(flow, batches(512), Long.MAX_VALUE / 2) > 100_000);
  }
}
