package normflow.spark.job;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;
import normflow.engine.Block;
import normflow.model.Model;
import normflow.spark.Cancellation;
import normflow.spark.FailureCause;
import normflow.spark.JavaBytes;
import normflow.spark.evaluate.EvaluationSums;
import normflow.spark.evaluate.Yardsticks;
import normflow.spark.exchange.LocalExchange;
import normflow.spark.exchange.PartitionGradients;
import normflow.spark.rows.LocalRows;
import normflow.spark.work.PartitionWork;
import normflow.train.Trainer;
import normflow.train.TrainingException;
import normflow.train.TrainingListener;
import normflow.train.TrainingResult;
import normflow.train.TrainingState;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A training that runs wholly in one task. The task is one partition that holds all rows, and a
 * driver of its own, so that its bits are those of a job over one partition.
 *
 * @param work how the partition answers
 * @param start what to go on from; empty to begin
 */
record LocalTask(PartitionWork work, List<TrainingState> start) implements Serializable {

  /** What a task computes. */
  interface Computation<T> extends Serializable {
    T value();
  }

  /**
   * What a task sends back.
   *
   * @param <T> its value
   */
  sealed interface Answer<T> extends Serializable {
    /** What was asked for, and the time that it took. */
    record Done<T>(T value, double seconds) implements Answer<T> {}

    /** Why there is no value: no fault of the cluster, so that another attempt is of no use. */
    record Failed<T>(String reason) implements Answer<T> {}
  }

  /**
   * Computes in a task of a Spark job of its own.
   *
   * @throws TrainingException if the computation fails
   */
  static <T> Answer.Done<T> run(JavaSparkContext spark, Computation<T> computation) {
    Answer<T> answer = collected(spark, computation);
    if (answer instanceof Answer.Done<T> done) {
      return done;
    }
    throw new TrainingException(((Answer.Failed<T>) answer).reason());
  }

  private static <T> Answer<T> collected(JavaSparkContext spark, Computation<T> computation) {
    try {
      return JavaBytes.collect(spark.parallelize(List.of(0), 1).map(one -> answer(computation)))
          .get(0);
    } catch (Throwable e) {
      throw Cancellation.orElse(e);
    }
  }

  private static <T> Answer<T> answer(Computation<T> computation) {
    long started = System.nanoTime();
    try {
      T value = computation.value();
      return new Answer.Done<>(value, (System.nanoTime() - started) * 1e-9);
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      return new Answer.Failed<>(FailureCause.message(e));
    }
  }

  TrainingState advance(LocalRows rows, long until) {
    return train(rows, (trainer, state) -> trainer.advance(state, until));
  }

  TrainingResult finish(LocalRows rows) {
    return train(rows, Trainer::fit);
  }

  private <T> T train(LocalRows rows, BiFunction<Trainer, TrainingState, T> how) {
    long validationRows = rows.validation().stream().mapToLong(Block::rows).sum();
    try (PartitionGradients gradients =
        new PartitionGradients(
            new LocalExchange(work, rows.training(), rows.validation()), work, validationRows)) {
      Trainer trainer = new Trainer(work.flow(), work.config(), gradients, new StopsWhenKilled());
      return how.apply(trainer, Fit.startOf(trainer, start.stream().findFirst()));
    }
  }

  /** The sums of an evaluation, partition by partition of the test rows. */
  List<EvaluationSums> test(LocalRows rows, Model model, Yardsticks yardsticks) {
    return rows.test().stream()
        .map(
            part ->
                work.engines()
                    .with(engine -> EvaluationSums.of(engine, model, part.iterator(), yardsticks)))
        .toList();
  }

  /** A task that nobody waits for any more does not train to its end. */
  private static final class StopsWhenKilled implements TrainingListener {
    @Override
    public void stepped(long step, long steps, double meanLoss) {
      if (TaskContext.get() != null && TaskContext.get().isInterrupted()) {
        throw new CancellationException("the task was killed after step " + step);
      }
    }
  }
}
