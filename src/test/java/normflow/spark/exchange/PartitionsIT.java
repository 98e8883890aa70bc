package normflow.spark.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import normflow.engine.Block;
import normflow.engine.GradientSum;
import normflow.engine.Moments;
import normflow.flow.Architecture;
import normflow.flow.Flow;
import normflow.flow.Glow;
import normflow.flow.StandardNormal;
import normflow.layer.ActNorm;
import normflow.layer.Bound;
import normflow.layer.LuLinear;
import normflow.layer.Planar.Start;
import normflow.spark.rows.MiniBatch;
import normflow.spark.rows.SampleBlocks;
import normflow.spark.work.PartitionWork;
import normflow.train.TrainingConfig;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sums over rows do not depend on how the rows are spread. */
class PartitionsIT {

  private static final int ROWS = 500;
  private static SparkSession session;
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
    spark = new JavaSparkContext(session.sparkContext());
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  @Test
  void oneThreeAndEightPartitionsGiveTheSameMeanGradient() {
    Flow flow =
        new Architecture.RealNvp(2, List.of(16), Bound.TANH, false, new StandardNormal()).flow(3);
    float[] parameters = awayFromTheStart(flow);
    float[] one = meanGradient(flow, parameters, List.of(ROWS));
    // Masks of couplings leave the others without one.
    long some = IntStream.range(0, one.length).filter(i -> one[i] != 0).count();
    assertTrue(some > one.length / 2, some + " of " + one.length + " weights have a gradient");
    assertArrayEquals(one, meanGradient(flow, parameters, List.of(200, 0, 300)), 1e-5f);
    List<Integer> eight = List.of(70, 60, 0, 1, 169, 100, 50, 50);
    assertArrayEquals(one, meanGradient(flow, parameters, eight), 1e-5f);
  }

  @Test
  void validationAndStatisticsCoverAllRows() {
    Flow flow =
        new Architecture.RealNvp(2, List.of(16), Bound.TANH, true, new StandardNormal()).flow(3);
    float[] parameters = flow.layout().initial(2);
    Moments one = exchange(flow, List.of(ROWS)).statistics(parameters);
    Moments three = exchange(flow, List.of(200, 0, 300)).statistics(parameters);
    assertEquals(ROWS, three.count());
    // The first batch norm sees the rows themselves; what later ones see depends on the parts.
    for (int i = 0; i < 3; i++) {
      assertEquals(one.mean()[i], three.mean()[i], 1e-6);
      assertEquals(one.variance(i), three.variance(i), 1e-5);
    }
    assertEquals(
        exchange(flow, List.of(ROWS)).validation(parameters).mean()[0],
        exchange(flow, List.of(200, 0, 300)).validation(parameters).mean()[0],
        1e-6);
  }

  /** What an actnorm starts from: its output over all rows has mean 0 and variance 1. */
  @Test
  void initialStatisticsAreThoseOfAllRows() {
    Flow flow = new Flow(3, List.of(new ActNorm(), new LuLinear(), new ActNorm()));
    float[] parameters = flow.layout().initial(2);
    Moments one = exchange(flow, List.of(ROWS)).initialStatistics(parameters);
    Moments three = exchange(flow, List.of(200, 0, 300)).initialStatistics(parameters);
    assertEquals(ROWS, three.count());
    assertEquals(6, three.columns());
    for (int i = 0; i < 3; i++) {
      assertEquals(one.mean()[i], three.mean()[i], 1e-6);
      assertEquals(one.variance(i), three.variance(i), 1e-5);
      // The second one sees rows that the first one has normalised.
      assertEquals(0, three.mean()[3 + i], 1e-5);
      assertEquals(1, three.variance(3 + i), 1e-3);
    }
  }

  /** Also where a layer bends rows between two of them, and where a partition has one row. */
  @Test
  void initialStatisticsDoNotDependOnThePartitions() {
    Flow flow = new Glow(3, List.of(8), Bound.SOFT, new StandardNormal()).flow(3);
    float[] parameters = awayFromTheStart(flow);
    Moments one = exchange(flow, List.of(ROWS)).initialStatistics(parameters);
    for (List<Integer> sizes :
        List.of(List.of(200, 0, 300), List.of(70, 60, 0, 1, 169, 100, 50, 50))) {
      Moments found = exchange(flow, sizes).initialStatistics(parameters);
      assertEquals(ROWS, found.count());
      assertArrayEquals(one.mean(), found.mean(), 1e-4);
      assertArrayEquals(one.squares(), found.squares(), 1e-3 * ROWS);
    }
  }

  @Test
  void stepsOfAnEpochTakeEveryRowOnce() {
    Flow flow = new Architecture.Planar(1, true, Start.SPREAD, new StandardNormal()).flow(3);
    PartitionGradients exchange = exchange(flow, List.of(200, 0, 300));
    float[] parameters = flow.layout().initial(1);
    long rows = 0;
    for (int step = 0; step < 8; step++) {
      GradientSum sum = exchange.gradient(step, parameters);
      rows += sum.rows();
    }
    assertEquals(ROWS, rows);
    Block block = blocks(List.of(ROWS)).get(0).get(0);
    List<Float> taken = new ArrayList<>();
    for (int step = 8; step < 16; step++) {
      Block share = MiniBatch.of(List.of(block), 3, 5, step, 8, 0, 1);
      for (int row = 0; row < share.rows(); row++) {
        taken.add(share.values()[row * 3]);
      }
    }
    List<Float> all = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      all.add(block.values()[row * 3]);
    }
    taken.sort(null);
    all.sort(null);
    assertEquals(all, taken);
  }

  /** At the start flows are near the identity, where many gradients are 0. */
  private static float[] awayFromTheStart(Flow flow) {
    float[] parameters = flow.layout().initial(2);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < flow.layout().trainedSize(); i++) {
      parameters[i] += (float) (0.2 * random.nextGaussian());
    }
    return parameters;
  }

  private static float[] meanGradient(Flow flow, float[] parameters, List<Integer> sizes) {
    GradientSum sum = exchange(flow, sizes).gradient(0, parameters);
    assertEquals(ROWS, sum.rows());
    float[] mean = sum.gradient().clone();
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= ROWS;
    }
    return mean;
  }

  /** All rows in one step, spread as told. */
  private static PartitionGradients exchange(Flow flow, List<Integer> sizes) {
    int batch = flow.layers().size() == 1 ? 64 : ROWS;
    TrainingConfig config =
        new TrainingConfig(
            batch, 1, 0, OptimizerConfig.defaults(), new Schedule.Constant(), 0, 5, 10, 0, 0, 1, 5);
    SampleBlocks samples =
        new SampleBlocks(
            spark
                .parallelize(blocks(sizes), sizes.size())
                .flatMap(List::iterator)
                .filter(block -> block.rows() > 0),
            ROWS);
    PartitionWork work = PartitionWork.of(flow, config, ROWS, PartitionWork.Watch.none());
    Exchange exchange = new JobExchange(spark.sc(), work, samples, samples);
    return new PartitionGradients(exchange, work, ROWS);
  }

  /** The same rows, cut into parts of these sizes. */
  private static List<List<Block>> blocks(List<Integer> sizes) {
    SplittableRandom random = new SplittableRandom(3);
    Block all = Block.zeros(ROWS, 3);
    for (int i = 0; i < all.values().length; i++) {
      all.values()[i] = (float) random.nextGaussian();
    }
    List<List<Block>> parts = new ArrayList<>();
    int first = 0;
    for (int size : sizes) {
      parts.add(List.of(all.slice(first, size)));
      first += size;
    }
    return parts;
  }
}
