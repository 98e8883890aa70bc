package normflow.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import normflow.train.TrainingException;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains several trials, so many at a time, each by Spark jobs of a thread of its own.
 *
 * @param session whose cluster trains
 * @param parallelism trials at a time
 */
record TrialStage(SparkSession session, int parallelism) {

  private static final Logger LOG = LoggerFactory.getLogger(TrialStage.class);
  private static final long END_SECONDS = 30;

  /** Trains one trial. */
  interface Training {
    TrialResult result(Trial trial);
  }

  private record Ended(Trial trial, TrialResult result) {}

  /**
   * Trains all.
   *
   * @param ended told of every result, on this thread
   * @throws RuntimeException what a training throws; the others are cancelled then
   */
  void run(List<Trial> trials, Training training, BiConsumer<Trial, TrialResult> ended) {
    ExecutorService threads = Executors.newFixedThreadPool(parallelism);
    CompletionService<Ended> completion = new ExecutorCompletionService<>(threads);
    List<Future<Ended>> futures = new ArrayList<>();
    String tag = "normflow-sweep-" + UUID.randomUUID();
    try {
      for (Trial trial : trials) {
        futures.add(completion.submit(() -> train(trial, training, tag)));
      }
      for (int i = 0; i < trials.size(); i++) {
        Ended one = completion.take().get();
        ended.accept(one.trial(), one.result());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException("the sweep was interrupted: go on with --resume");
    } finally {
      if (futures.stream().anyMatch(future -> !future.isDone())) {
        threads.shutdownNow();
        // Others may have jobs in this application.
        session.sparkContext().cancelJobsWithTag(tag);
      }
      threads.shutdown();
      awaitEnd(threads);
    }
  }

  /** Every job of a trial has the tag. */
  private Ended train(Trial trial, Training training, String tag) {
    session.sparkContext().addJobTag(tag);
    return new Ended(trial, training.result(trial));
  }

  /** What was cancelled may still write into the folder, and must not when another run has it. */
  private static void awaitEnd(ExecutorService threads) {
    try {
      if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a trial that was cancelled does not end within {} s", END_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
