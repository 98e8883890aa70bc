package normflow.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import normflow.codec.Codec;
import normflow.config.SweepConfig;
import normflow.train.TrainingException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** A sweep beside other work in one application. */
class TrialStageIT {

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
      TrialStage.Training training =
          trial -> {
            if (trial.number() == 1) {
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
            return TrialResult.begun(trial, Optional.empty());
          };
      TrainingException error =
          assertThrows(
              TrainingException.class,
              () -> new TrialStage(session, 2).run(trials(), training, (trial, result) -> {}));
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

  private static List<Trial> trials() {
    String sweep =
        """
        base:
          data: {type: generated, density: two-moons, rows: 100}
          validation: {share: 0.2}
          flow: {type: planar}
          training: {steps: 10}
        axes: {training.seed: [1, 2]}
        output: unused
        """;
    return Trials.of(Codec.yaml("sweep", sweep, SweepConfig.class)).all();
  }
}
