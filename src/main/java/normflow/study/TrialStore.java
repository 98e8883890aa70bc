package normflow.study;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.storage.Storage;
import org.apache.hadoop.fs.Path;

/**
 * What came of every trial: a file in its folder.
 *
 * @param storage that holds them
 * @param file its name
 * @param type what is in it
 * @param cure what to do about a file that cannot be read
 */
public record TrialStore<R extends Outcome>(
    Storage storage, String file, Class<R> type, String cure) {

  /** How far a trial has come. */
  public enum State {
    /** There is nothing. */
    MISSING,
    /** Its training was begun. */
    STARTED,
    /** It ended with an error. */
    FAILED,
    /** It is trained and measured. */
    FINISHED,
    /** It was trained with another configuration. */
    CHANGED
  }

  /**
   * How far a trial has come.
   *
   * @throws ConfigException if its file cannot be read
   */
  public State state(Trial trial) {
    Optional<R> known = read(trial);
    if (known.isEmpty()) {
      return storage.exists(trial.folder()) ? State.STARTED : State.MISSING;
    }
    boolean same = isSame(trial, known.get());
    if (known.get().failed()) {
      // What failed before its first checkpoint has nothing to lose.
      boolean empty =
          Stream.of("checkpoints", "race")
              .noneMatch(name -> storage.exists(new Path(trial.folder(), name)));
      return same || empty ? State.FAILED : State.CHANGED;
    }
    return same ? State.FINISHED : State.CHANGED;
  }

  /** What came of a trial with its present configuration. */
  public Optional<R> current(Trial trial) {
    return read(trial).filter(known -> isSame(trial, known));
  }

  /**
   * What came of a trial.
   *
   * @throws ConfigException if its file belongs to another job, or cannot be read
   */
  public Optional<R> own(Trial trial) {
    Optional<R> known = read(trial);
    if (known.isPresent() && !isSame(trial, known.get())) {
      throw new ConfigException(
          path(trial)
              + " belongs to another job than trial "
              + trial.number()
              + " has now; choose another output, or begin anew with --overwrite",
          null);
    }
    return known;
  }

  /**
   * Refuses trials that were trained with another configuration, before there is a session.
   *
   * @throws ConfigException if there are any
   */
  public void requireUnchanged(List<Trial> trials) {
    List<String> changed =
        trials.stream().filter(trial -> state(trial) == State.CHANGED).map(Trial::name).toList();
    if (!changed.isEmpty()) {
      throw new ConfigException(
          String.join(", ", changed)
              + ": trained with another configuration; choose another output, or train anew with"
              + " --overwrite and these --data and --flows",
          null);
    }
  }

  private Optional<R> read(Trial trial) {
    Path path = path(trial);
    if (!storage.exists(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Codec.json(path.toString(), storage.readText(path), type));
    } catch (ConfigException e) {
      throw new ConfigException(e.getMessage() + "; " + cure, e);
    }
  }

  private Path path(Trial trial) {
    return new Path(trial.folder(), file);
  }

  private boolean isSame(Trial trial, R known) {
    return trial.isOf(known.configSha256());
  }

  /** Keeps what came of a trial. */
  public void write(Trial trial, R result) {
    storage.write(path(trial), Codec.json(result));
  }
}
