package normflow.spark.checkpoint;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import normflow.codec.ConfigException;
import normflow.config.RunConfig;
import normflow.spark.FailureCause;
import normflow.spark.checkpoint.CheckpointFolder.Damaged;
import normflow.spark.scan.RowsCheck;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.train.TrainingState;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run, each in a {@link CheckpointFolder}. One that does not fit to the last
 * bit is passed over with a warning for the one before.
 */
public final class CheckpointStore {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

  private final Storage storage;
  private final Path folder;
  private final int keep;
  private final String configDigest;
  private final Optional<RowsCheck> rows;

  /**
   * @param configDigest of everything that decides the run's bits; a checkpoint of another
   *     configuration is refused
   */
  public CheckpointStore(Storage storage, Path folder, int keep, String configDigest) {
    this(storage, folder, keep, configDigest, Optional.empty());
  }

  private CheckpointStore(
      Storage storage, Path folder, int keep, String configDigest, Optional<RowsCheck> rows) {
    this.storage = storage;
    this.folder = folder;
    this.keep = keep;
    this.configDigest = configDigest;
    this.rows = rows;
  }

  /** The same checkpoints, marked with their rows; those of other rows are refused. */
  public CheckpointStore over(RowsCheck check) {
    return new CheckpointStore(storage, folder, keep, configDigest, Optional.of(check));
  }

  /** The checkpoints of a job over so many partitions, in the folder of its model. */
  public static CheckpointStore of(Storage storage, RunConfig job, int partitions) {
    return new CheckpointStore(
        storage,
        storage.placed(new Path(StoragePath.of(job.output()), "checkpoints")),
        job.checkpoints().keep(),
        DecisiveConfig.sha256(job, partitions));
  }

  /** Saves a state, then deletes all but the newest ones; they stay if saving fails. */
  public void save(TrainingState state) {
    CheckpointState described = CheckpointState.of(state, configDigest, rows);
    String name = CheckpointFolder.write(storage, folder, described, state);
    prune(name, state.step());
  }

  /**
   * Deletes checkpoints that are too old, that were not finished, or that lie behind the one that a
   * resumed run has just saved. What cannot be deleted is no reason to stop.
   */
  private void prune(String saved, long step) {
    int kept = 1;
    for (String name : newestFirst()) {
      Path path = new Path(folder, name);
      try {
        boolean whole =
            CheckpointFolder.step(name) <= step
                && storage.exists(new Path(path, CheckpointFolder.MANIFEST));
        if (!name.equals(saved) && (!whole || kept++ >= keep)) {
          storage.delete(path);
        }
      } catch (UncheckedIOException e) {
        LOG.warn("an old checkpoint stays: {}", FailureCause.message(e));
      }
    }
  }

  private List<String> newestFirst() {
    return storage.list(folder).stream()
        .filter(name -> CheckpointFolder.NAME.matcher(name).matches())
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /**
   * The newest undamaged state; none if none was finished.
   *
   * @throws ConfigException if it belongs to another configuration or to other rows, or if all are
   *     damaged
   */
  public Optional<TrainingState> latest() {
    List<String> damages = new ArrayList<>();
    for (String name : newestFirst()) {
      if (!storage.exists(new Path(new Path(folder, name), CheckpointFolder.MANIFEST))) {
        LOG.warn("checkpoint passed over: {} was not finished", new Path(folder, name));
        continue;
      }
      try {
        return Optional.of(load(name));
      } catch (Damaged e) {
        damages.add(e.getMessage());
        LOG.warn("checkpoint passed over: {}", e.getMessage());
      }
    }
    if (!damages.isEmpty()) {
      throw new ConfigException(
          "no checkpoint of "
              + folder
              + " can be read: "
              + String.join("; ", damages)
              + "; delete the folder to train from the start",
          null);
    }
    return Optional.empty();
  }

  private TrainingState load(String name) throws Damaged {
    Path source = new Path(folder, name);
    CheckpointFolder.Content content = new CheckpointFolder(storage, source).read();
    if (!content.state().configSha256().equals(configDigest)) {
      throw new ConfigException(
          source
              + " belongs to another configuration: resume with the one that it was made with, or"
              + " train anew with --overwrite",
          null);
    }
    TrainingState training = content.training();
    rows.ifPresent(
        check ->
            check.require(content.state().rows(), "step " + training.step() + " (" + name + ")"));
    return training;
  }
}
