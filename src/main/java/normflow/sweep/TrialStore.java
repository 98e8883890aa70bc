package normflow.sweep;

import java.util.Optional;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.storage.Storage;
import org.apache.hadoop.fs.Path;

/**
 * The {@code trial.json} of every trial, and the {@code config.yaml} that trains it by itself.
 *
 * @param storage that holds them
 */
record TrialStore(Storage storage) {

  private static final String RESULT = "trial.json";
  private static final String CONFIG = "config.yaml";

  /**
   * How far a trial has come; empty if it has not.
   *
   * @throws ConfigException if its file cannot be read, or belongs to another job
   */
  Optional<TrialResult> read(Trial trial) {
    Path path = new Path(trial.folder(), RESULT);
    if (!storage.exists(path)) {
      return Optional.empty();
    }
    TrialResult result;
    try {
      result = Codec.json(path.toString(), storage.readText(path), TrialResult.class);
    } catch (ConfigException e) {
      throw new ConfigException(
          e.getMessage() + "; delete its folder to train the trial anew with --resume", e);
    }
    if (!result.configSha256().equals(trial.configSha256())) {
      throw new ConfigException(
          path
              + " belongs to another job than trial "
              + trial.number()
              + " has now; choose another output, or begin anew with --overwrite",
          null);
    }
    return Optional.of(result);
  }

  /** Leaves the job of a trial in its folder. */
  void begin(Trial trial) {
    storage.write(
        new Path(trial.folder(), CONFIG),
        Codec.yaml("Trial " + trial.number() + ": " + trial.description(), trial.job()));
  }

  void write(Trial trial, TrialResult result) {
    storage.write(new Path(trial.folder(), RESULT), Codec.json(result));
  }
}
