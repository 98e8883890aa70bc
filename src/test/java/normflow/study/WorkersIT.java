package normflow.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import normflow.codec.Codec;
import normflow.config.RunConfig;
import normflow.study.Strategy.Step;
import normflow.train.TrainingException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** A sweep beside other work in one application. */
class WorkersIT {

  private static final CountDownLatch RUNNING = new CountDownLatch(2);
  private static final CountDownLatch OTHER_MAY_END = new CountDownLatch(1);

  @Test
  void aSweepThatFailsCancelsItsOwnJobsOnly() throws Exception {
    SparkSession session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
    ExecutorService threads = Executors.newFixedThreadPool(1);
    try {
      JavaSparkContext spark = new JavaSparkContext(session.sparkContext());
      Future<List<Integer>> other =
          threads.submit(
              () ->
                  spark
                      .parallelize(List.of(1), 1)
                      .map(
                          row -> {
                            RUNNING.countDown();
                            OTHER_MAY_END.await();
                            return row;
                          })
                      .collect());
      Throwable[] cancelled = {null};
      Function<Step, String> work =
          step -> {
            if (step.trial().number() == 1) {
              await(RUNNING);
              throw new TrainingException("the output is lost");
            }
            try {
              spark
                  .parallelize(List.of(1), 1)
                  .foreach(
                      row -> {
                        RUNNING.countDown();
                        Thread.sleep(600_000);
                      });
            } catch (Throwable e) {
              cancelled[0] = e;
            }
            return "went on";
          };
      TrainingException error =
          assertThrows(
              TrainingException.class,
              () -> new Workers(session, 2).run(WorkersIT::steps, work, (step, result) -> {}));
      assertEquals("the output is lost", error.getMessage());
      assertTrue(cancelled[0] != null, "the job of a trial went on");
      OTHER_MAY_END.countDown();
      assertEquals(List.of(1), other.get());
    } finally {
      threads.shutdownNow();
      session.stop();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Step> steps(int running) {
    return running > 0
        ? List.of()
        : IntStream.of(1, 2)
            .mapToObj(number -> new Trial(number, "" + number, Map.of(), job()))
            .map(trial -> new Step(trial, OptionalLong.empty()))
            .toList();
  }

  private static RunConfig job() {
    String job =
        """
        data: {type: generated, density: two-moons, rows: 100}
        validation: {share: 0.2}
        flow: {type: planar}
        training: {steps: 10}
        output: unused
        """;
    return Codec.yaml("job", job, RunConfig.class);
  }
}
