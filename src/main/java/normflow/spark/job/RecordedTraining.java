package normflow.spark.job;

import java.util.Optional;
import java.util.function.Function;
import normflow.config.RunConfig;
import normflow.config.RunConfig.Checkpoints;
import normflow.spark.Termination;
import normflow.spark.checkpoint.CheckpointStore;
import normflow.spark.checkpoint.Saver;
import normflow.spark.rows.Samples;
import normflow.storage.OutputClaim;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.store.MetricsFile;
import normflow.train.TrainingListener;
import normflow.train.TrainingState;
import org.apache.hadoop.fs.Path;

/**
 * What every training on all partitions is wrapped in: its learning curves are written as they
 * come, its state is saved when it is due, and each end before the end says what goes on from
 * where.
 *
 * @param storage that holds what is written
 * @param claim on the folder
 * @param checkpoints where states are saved
 * @param due when
 * @param metrics file of the learning curves; empty for none
 * @param offset what log-densities have more in the units of the input than standardised
 * @param resumption what goes on from a checkpoint, in words
 */
record RecordedTraining(
    Storage storage,
    OutputClaim claim,
    CheckpointStore checkpoints,
    Checkpoints due,
    Optional<Path> metrics,
    double offset,
    String resumption) {

  /** That of a job, in the folder of its model. */
  static RecordedTraining of(Storage storage, OutputClaim claim, RunConfig job, Samples samples) {
    return new RecordedTraining(
        storage,
        claim,
        CheckpointStore.of(storage, job, samples.partitions()).over(samples.check()),
        job.checkpoints(),
        Optional.of(new Path(StoragePath.of(job.output()), "metrics.jsonl")),
        samples.standardization().logDensityOffset(),
        "--resume");
  }

  /**
   * Trains.
   *
   * @param start what to go on from; empty to begin
   * @param listener told beside the files
   * @param training given who is to be told of its progress
   * @throws normflow.spark.TerminatedException if this process is to end
   * @throws normflow.train.TrainingException if training cannot go on
   */
  <T> T run(
      Optional<TrainingState> start,
      TrainingListener listener,
      Function<TrainingListener, T> training) {
    Saver saver = new Saver(checkpoints, due, claim, Termination.ofProcess(), resumption);
    if (metrics.isEmpty()) {
      return saver.guard(() -> training.apply(new Listeners(listener, saver)));
    }
    try (MetricsFile file = new MetricsFile(storage, metrics.get(), offset)) {
      start.ifPresent(state -> state.history().forEach(file::add));
      // The saver last, as it ends a training that is to be terminated.
      return saver.guard(() -> training.apply(new Listeners(listener, file, saver)));
    }
  }
}
