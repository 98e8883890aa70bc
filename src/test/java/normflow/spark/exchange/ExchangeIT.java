package normflow.spark.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import normflow.codec.ConfigException;
import normflow.config.RunConfig.ExchangeKind;
import normflow.spark.work.Command;
import normflow.spark.work.Command.Kind;
import normflow.spark.work.PartitionWork.Watch;
import normflow.train.TrainingException;
import normflow.train.TrainingResult;
import normflow.train.TrainingState.Measurement;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both exchanges in one JVM. */
class ExchangeIT {

  private static final AtomicInteger FAILURES = new AtomicInteger();
  private static SparkSession session;
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder()
            .master("local[3]")
            .config("spark.ui.enabled", "false")
            .config("spark.plugins", ExchangePlugin.class.getName())
            .getOrCreate();
    spark = new JavaSparkContext(session.sparkContext());
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  static List<List<Integer>> partitions() {
    return List.of(List.of(500), List.of(301, 199), List.of(0, 180, 320));
  }

  @ParameterizedTest
  @MethodSource("partitions")
  void residentTasksGiveTheBitsOfJobs(List<Integer> sizes) {
    TrainingResult jobs = new SmallRun(spark, sizes, Watch.none()).byJobs();
    TrainingResult resident = new SmallRun(spark, sizes, Watch.none()).byResidentTasks();
    assertSame(jobs, resident);
    assertEquals(500, jobs.validation().count());
  }

  @Test
  void roundsOfLocalStepsGiveTheSameBitsByBothExchanges() {
    List<Integer> sizes = List.of(301, 199);
    TrainingResult jobs = new SmallRun(spark, sizes, Watch.none(), 3).byJobs();
    assertSame(jobs, new SmallRun(spark, sizes, Watch.none(), 3).byResidentTasks());
    assertEquals(
        List.of(12L, 21L, 30L, 40L), jobs.history().stream().map(Measurement::step).toList());
    assertTrue(jobs.validation().mean()[0] < jobs.history().get(0).validationLoss());
  }

  @Test
  void aTaskThatFailsIsRunAgainToTheSameBits() {
    List<Integer> sizes = List.of(301, 199);
    FAILURES.set(3);
    Watch failing =
        (partition, command) -> {
          if (partition == 1 && command.step() % 7 == 5 && FAILURES.getAndDecrement() > 0) {
            throw new IllegalStateException("injected");
          }
        };
    TrainingResult disturbed = new SmallRun(spark, sizes, failing).byResidentTasks();
    assertTrue(FAILURES.get() <= 0);
    assertSame(new SmallRun(spark, sizes, Watch.none()).byJobs(), disturbed);
  }

  @Test
  void aTaskThatAlwaysFailsEndsTrainingWithItsReasonAndFreesTheCores() {
    Watch failing =
        (partition, command) -> {
          if (command.step() == 9) {
            throw new IllegalStateException("injected at step 9");
          }
        };
    SmallRun run = new SmallRun(spark, List.of(301, 199), failing);
    String message = assertThrows(TrainingException.class, run::byResidentTasks).getMessage();
    assertTrue(message.contains("injected at step 9"), message);
    assertTrue(message.contains("4 times"), message);
    assertEquals(3, spark.parallelize(List.of(1, 2, 3), 3).count());
  }

  @Test
  void allCoresAreFreeAfterClose() {
    SmallRun run = new SmallRun(spark, List.of(100, 100, 100), Watch.none());
    for (int time = 0; time < 2; time++) {
      try (ResidentExchange exchange = run.resident()) {
        assertEquals(3, exchange.answers(Command.of(Kind.GRADIENT, 0, run.start())).size());
        assertEquals(3, exchange.answers(Command.of(Kind.VALIDATION, 0, run.start())).size());
      }
    }
  }

  @Test
  void autoTakesResidentTasksWhereTheyFit() {
    assertInstanceOf(YieldingExchange.class, choose(ExchangeKind.AUTO, List.of(50, 50)));
    assertInstanceOf(JobExchange.class, choose(ExchangeKind.JOB, List.of(50, 50)));
    List<Integer> four = List.of(50, 50, 50, 50);
    assertInstanceOf(JobExchange.class, choose(ExchangeKind.AUTO, four));
    String message =
        assertThrows(ConfigException.class, () -> choose(ExchangeKind.RESIDENT, four)).getMessage();
    assertTrue(message.contains("they can run 3 tasks at a time, and partitions = 4"), message);
    assertFalse(message.contains("spark.plugins"), message);
  }

  private static Exchange choose(ExchangeKind asked, List<Integer> sizes) {
    SmallRun run = new SmallRun(spark, sizes, Watch.none());
    try (Exchange exchange = run.choose(asked)) {
      return exchange;
    }
  }

  private static void assertSame(TrainingResult expected, TrainingResult found) {
    assertArrayEquals(expected.parameters(), found.parameters());
    assertEquals(expected.bestStep(), found.bestStep());
    assertEquals(expected.validation().mean()[0], found.validation().mean()[0]);
    for (int i = 0; i < expected.history().size(); i++) {
      assertEquals(expected.history().get(i).trainingLoss(), found.history().get(i).trainingLoss());
      assertEquals(
          expected.history().get(i).validationLoss(), found.history().get(i).validationLoss());
    }
  }
}
