package normflow.study;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import normflow.study.Strategy.Step;
import normflow.train.TrainingException;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does several steps, so many at a time, each by Spark jobs of a thread of its own; one at a time
 * on the thread that asks.
 *
 * @param session whose cluster trains
 * @param parallelism steps at a time
 */
record Workers(SparkSession session, int parallelism) {

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final long END_SECONDS = 30;

  private record Ended<R>(Step step, R result) {}

  /**
   * Does all steps.
   *
   * @param next more steps, by how many have not ended
   * @param ended told of every result, on this thread
   * @throws RuntimeException what a step throws; the others are cancelled then
   */
  <R> void run(IntFunction<List<Step>> next, Function<Step, R> work, BiConsumer<Step, R> ended) {
    if (parallelism > 1) {
      runTogether(next, work, ended);
      return;
    }
    Queue<Step> left = new ArrayDeque<>(next.apply(0));
    while (!left.isEmpty()) {
      Step step = left.remove();
      ended.accept(step, work.apply(step));
      left.addAll(next.apply(left.size()));
    }
  }

  private <R> void runTogether(
      IntFunction<List<Step>> next, Function<Step, R> work, BiConsumer<Step, R> ended) {
    ExecutorService threads = Executors.newFixedThreadPool(parallelism);
    CompletionService<Ended<R>> completion = new ExecutorCompletionService<>(threads);
    int running = 0;
    String tag = "normflow-study-" + UUID.randomUUID();
    try {
      running = begun(next.apply(0), completion, step -> result(step, work, tag));
      while (running > 0) {
        Ended<R> first = completion.take().get();
        running--;
        ended.accept(first.step(), first.result());
        List<Step> more = next.apply(running);
        running += begun(more, completion, step -> result(step, work, tag));
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException("the sweep was interrupted: go on with --resume");
    } finally {
      if (running > 0) {
        threads.shutdownNow();
        // Others may have jobs in this application.
        session.sparkContext().cancelJobsWithTag(tag);
      }
      threads.shutdown();
      awaitEnd(threads);
    }
  }

  /** How many were handed to threads. */
  private static <R> int begun(
      List<Step> steps, CompletionService<Ended<R>> completion, Function<Step, Ended<R>> work) {
    steps.forEach(step -> completion.submit(() -> work.apply(step)));
    return steps.size();
  }

  /** Every job of a step has the tag. */
  private <R> Ended<R> result(Step step, Function<Step, R> work, String tag) {
    session.sparkContext().addJobTag(tag);
    return new Ended<>(step, work.apply(step));
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
