package normflow.spark.job;

import java.util.Optional;
import java.util.function.BiFunction;
import normflow.config.RunConfig;
import normflow.spark.rows.References;
import normflow.spark.rows.Samples;
import normflow.storage.OutputClaim;
import normflow.storage.Storage;
import normflow.train.TrainingListener;
import normflow.train.TrainingResult;
import normflow.train.TrainingState;
import org.apache.spark.sql.SparkSession;

/** Every training takes all partitions of the rows, one training after the other. */
record AllPartitions(
    SparkSession session,
    Storage storage,
    OutputClaim claim,
    Samples samples,
    References references)
    implements TrainingPlace {

  @Override
  public Paused advance(
      RunConfig job, Optional<TrainingState> start, long until, TrainingListener listener) {
    long started = System.nanoTime();
    TrainingState state =
        train(job, start, listener, (fit, told) -> fit.advance(start, until, told));
    return new Paused(state, since(started));
  }

  @Override
  public Fitted finish(RunConfig job, Optional<TrainingState> start, TrainingListener listener) {
    long started = System.nanoTime();
    TrainingResult result = train(job, start, listener, (fit, told) -> fit.run(start, told));
    double seconds = since(started);
    return fit(job).fitted(result, job.data().knownDensity(), references, seconds);
  }

  private <T> T train(
      RunConfig job,
      Optional<TrainingState> start,
      TrainingListener listener,
      BiFunction<Fit, TrainingListener, T> how) {
    listener.begins(samples.standardization().logDensityOffset());
    return RecordedTraining.of(storage, claim, job, samples)
        .run(start, listener, told -> how.apply(fit(job), told));
  }

  private Fit fit(RunConfig job) {
    return new Fit(
        session,
        samples.flow(job.flow()),
        job.training().complete(),
        job.exchange(),
        samples,
        job.partitions() == 0);
  }

  private static double since(long started) {
    return (System.nanoTime() - started) * 1e-9;
  }
}
