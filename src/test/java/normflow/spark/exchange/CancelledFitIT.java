package normflow.spark.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import normflow.config.BadRows;
import normflow.config.RunConfig.ExchangeKind;
import normflow.config.Scaling;
import normflow.config.Source;
import normflow.config.TrainingKeys;
import normflow.flow.Architecture;
import normflow.spark.Warnings;
import normflow.spark.job.TableFit;
import normflow.spark.scan.RowRole.Shares;
import normflow.spark.table.Table;
import normflow.train.TrainingCancelled;
import normflow.train.TrainingConfig;
import normflow.train.TrainingListener;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fits in an application of others, who cancel them and hold cores. */
class CancelledFitIT {

  private static final CountDownLatch RELEASED = new CountDownLatch(1);
  private static SparkSession session;
  private static SparkContext spark;
  private static float[] undisturbed;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.plugins", ExchangePlugin.class.getName())
            .config("spark.normflow.exchange.autoTimeout", "1s")
            .getOrCreate();
    spark = session.sparkContext();
    undisturbed = parameters(fit(ExchangeKind.JOB, ""), nothing());
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  @AfterEach
  void nothingStays() {
    assertEquals(Map.of(), new JavaSparkContext(spark).getPersistentRDDs());
    assertEquals(0, spark.getJobTags().size());
    assertEquals(2, new JavaSparkContext(spark).parallelize(List.of(1, 2), 2).count());
  }

  private static Table table() {
    return Table.open(
        session,
        new Source.Generated("two-moons", OptionalDouble.empty(), OptionalDouble.empty(), 300, 1),
        2);
  }

  private static TableFit fit(ExchangeKind exchange, String checkpoints) {
    return new TableFit(
        Architecture.Planar.defaults(),
        TrainingKeys.of(
            new TrainingConfig(
                32,
                0,
                24,
                OptimizerConfig.defaults(),
                new Schedule.Constant(),
                0,
                5,
                9,
                0,
                0,
                1,
                1)),
        Shares.none(),
        BadRows.FAIL,
        Scaling.MOMENTS,
        2,
        exchange,
        "",
        checkpoints);
  }

  private float[] parameters(ExchangeKind exchange, TrainingListener listener) {
    return parameters(fit(exchange, folder.toString()), listener);
  }

  private static float[] parameters(TableFit fit, TrainingListener listener) {
    return fit.run(table(), Optional.of(table()), listener).model().parameters();
  }

  /** Does something once, after a step. */
  private record After(long step, Consumer<SparkContext> what) implements TrainingListener {
    @Override
    public void stepped(long done, long steps, double meanLoss) {
      if (done == step) {
        what.accept(spark);
      }
    }
  }

  /** Spark cancels in its own time. */
  private static void awaitNoJobs(SparkContext context) {
    while (context.statusTracker().getActiveJobIds().length > 0) {
      Thread.onSpinWait();
    }
  }

  /** Tasks of this process answer steps until the thread that ran their stage has told its end. */
  private static void awaitNoStage() {
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("normflow-resident-"))) {
      Thread.onSpinWait();
    }
  }

  private static TrainingListener nothing() {
    return new TrainingListener() {};
  }

  /** As a notebook or a server does it, whose jobs have a group and tags. */
  @ParameterizedTest
  @ValueSource(strings = {"group", "tag", "all"})
  void residentTasksEndWithTheJobsOfTheirCaller(String how) {
    spark.setJobGroup("theirs", "of a notebook", false);
    spark.addJobTag("theirs");
    try {
      TrainingListener canceller =
          new After(
              12,
              context -> {
                switch (how) {
                  case "group" -> context.cancelJobGroup("theirs");
                  case "tag" -> context.cancelJobsWithTag("theirs");
                  default -> context.cancelAllJobs();
                }
                awaitNoJobs(context);
                awaitNoStage();
              });
      String message =
          assertThrows(TrainingCancelled.class, () -> parameters(ExchangeKind.RESIDENT, canceller))
              .getMessage();
      assertTrue(message.matches("the fit was cancelled at step 12 of 24: Job \\d+ .*"), message);
      assertTrue(
          message.endsWith(
              "; the last good checkpoint is of step 12, and the same fit goes on from it"),
          message);
      assertTrue(!message.contains("SQLSTATE") && !message.contains("\n"), message);
      if (how.equals("group")) {
        // A fit that goes on has the bits of one that was not cancelled.
        assertArrayEquals(undisturbed, parameters(ExchangeKind.RESIDENT, nothing()));
      }
    } finally {
      spark.removeJobTag("theirs");
      spark.clearJobGroup();
    }
  }

  /** Also while rows are read: whatever job of the fit is running. */
  @Test
  void oneJobAStepEndsToo() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<?> ended = threads.submit(() -> parameters(ExchangeKind.JOB, nothing()));
      while (!ended.isDone()) {
        spark.cancelAllJobs();
        Thread.sleep(1);
      }
      Throwable cause = assertThrows(Exception.class, ended::get).getCause();
      assertTrue(cause instanceof TrainingCancelled, String.valueOf(cause));
      assertTrue(cause.getMessage().startsWith("the fit was cancelled"), cause.getMessage());
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RESIDENT", "JOB"})
  void anInterruptedThreadEndsItsFitAndStaysInterrupted(ExchangeKind exchange) {
    TrainingListener interrupter = new After(12, context -> Thread.currentThread().interrupt());
    String message =
        assertThrows(TrainingCancelled.class, () -> parameters(exchange, interrupter)).getMessage();
    assertTrue(Thread.interrupted());
    assertTrue(message.startsWith("the fit was cancelled at step 12 of 24: "), message);
    assertTrue(message.contains("the last good checkpoint is of step 12,"), message);
  }

  @Test
  void twoFitsAtOnceBothEnd() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<float[]> fit = () -> parameters(fit(ExchangeKind.AUTO, ""), nothing());
      for (Future<float[]> done : threads.invokeAll(List.of(fit, fit))) {
        assertArrayEquals(undisturbed, done.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** A job of somebody else holds one of two cores for longer than the fit takes. */
  @Test
  void aFitBesideOthersTakesOneJobAStep() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    CountDownLatch begun = new CountDownLatch(1);
    BEGUN.add(begun);
    try (Warnings warnings = new Warnings(YieldingExchange.class)) {
      Future<Long> held =
          threads.submit(
              () ->
                  new JavaSparkContext(spark)
                      .parallelize(List.of(1), 1)
                      .map(CancelledFitIT::hold)
                      .count());
      begun.await();
      assertArrayEquals(undisturbed, parameters(ExchangeKind.AUTO, nothing()));
      List<String> told = warnings.take();
      assertEquals(1, told.size(), told.toString());
      assertTrue(told.get(0).contains("one Spark job a step"), told.get(0));
      assertTrue(!held.isDone());
    } finally {
      RELEASED.countDown();
      threads.shutdown();
      threads.awaitTermination(1, java.util.concurrent.TimeUnit.MINUTES);
    }
  }

  private static final List<CountDownLatch> BEGUN =
      new java.util.concurrent.CopyOnWriteArrayList<>();

  private static Integer hold(Integer value) throws InterruptedException {
    BEGUN.forEach(CountDownLatch::countDown);
    RELEASED.await();
    return value;
  }
}
