package normflow.spark.job;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import normflow.config.RunConfig;
import normflow.flow.Flow;
import normflow.model.Model;
import normflow.model.Standardization;
import normflow.spark.Sent;
import normflow.spark.evaluate.Evaluation;
import normflow.spark.evaluate.EvaluationSums;
import normflow.spark.evaluate.SentPlan;
import normflow.spark.evaluate.Yardsticks;
import normflow.spark.rows.LocalRows;
import normflow.spark.rows.References;
import normflow.spark.rows.Samples;
import normflow.spark.work.PartitionWork;
import normflow.spark.work.TaskCount;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.store.MetricsFile;
import normflow.train.TrainingConfig;
import normflow.train.TrainingListener;
import normflow.train.TrainingResult;
import normflow.train.TrainingState;
import normflow.train.TrainingState.Measurement;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Every training is one task, and may be beside others: the rows are sent once to every executor.
 * Listeners hear nothing before a task ends.
 */
final class OneTask implements TrainingPlace, AutoCloseable {

  private final JavaSparkContext spark;
  private final Storage storage;
  private final Samples samples;
  private final References references;
  private final Sent<LocalRows> rows;
  private final Map<Flow, Sent<SentPlan>> plans = new HashMap<>();

  /**
   * @param samples that were prepared for one partition
   */
  OneTask(JavaSparkContext spark, Storage storage, Samples samples, References references) {
    this.spark = spark;
    this.storage = storage;
    this.samples = samples;
    this.references = references;
    this.rows = Sent.of(spark.sc(), samples.local());
  }

  /** What a finished training sends back. */
  private record Finished(TrainingResult result, List<EvaluationSums> test)
      implements Serializable {}

  /** A model but for its parameters. */
  private record Untrained(Flow flow, List<String> columns, Standardization standardization)
      implements Serializable {
    Model with(TrainingResult result) {
      return new Model(flow, columns, standardization, result.parameters());
    }
  }

  @Override
  public Paused advance(
      RunConfig job, Optional<TrainingState> start, long until, TrainingListener listener) {
    LocalTask task = task(job, start);
    Sent<LocalRows> sent = rows;
    LocalTask.Answer.Done<TrainingState> done =
        LocalTask.run(spark, () -> task.advance(sent.value(), until));
    write(job, done.value().history());
    return new Paused(done.value(), done.seconds());
  }

  @Override
  public Fitted finish(RunConfig job, Optional<TrainingState> start, TrainingListener listener) {
    LocalTask task = task(job, start);
    Sent<LocalRows> sent = rows;
    Yardsticks yardsticks =
        Yardsticks.of(job.data().knownDensity(), references.lines(), samples.test().rows());
    Untrained untrained =
        new Untrained(task.work().flow(), samples.columns(), samples.standardization());
    LocalTask.Answer.Done<Finished> done =
        LocalTask.run(
            spark,
            () -> {
              TrainingResult result = task.finish(sent.value());
              Model model = untrained.with(result);
              return new Finished(result, task.test(sent.value(), model, yardsticks));
            });
    Finished finished = done.value();
    write(job, finished.result().history());
    Model model = untrained.with(finished.result());
    Optional<Evaluation> test =
        finished.test().isEmpty()
            ? Optional.empty()
            : Optional.of(Evaluation.of(model, finished.test(), yardsticks));
    return new Fitted(model, finished.result(), () -> test, done.seconds());
  }

  private LocalTask task(RunConfig job, Optional<TrainingState> start) {
    Flow flow = samples.flow(job.flow());
    TrainingConfig training = job.training().complete();
    TaskCount.partitions(flow, training, samples.training().rows(), samples.partitions());
    PartitionWork work =
        PartitionWork.of(flow, training, samples.training().rows(), PartitionWork.Watch.none())
            .weighted(samples.training().weighted());
    return new LocalTask(work.planned(plan(work)), start.stream().toList());
  }

  /** Planned once for all trainings of a flow. */
  private synchronized Sent<SentPlan> plan(PartitionWork work) {
    return plans.computeIfAbsent(
        work.flow(), flow -> Sent.of(spark.sc(), work.plan(EvaluationSums.tasks(flow))));
  }

  private void write(RunConfig job, List<Measurement> history) {
    MetricsFile.write(
        storage,
        new Path(StoragePath.of(job.output()), "metrics.jsonl"),
        samples.standardization().logDensityOffset(),
        history);
  }

  /** Executors forget the rows and the plans. */
  @Override
  public synchronized void close() {
    rows.close();
    plans.values().forEach(Sent::close);
  }
}
