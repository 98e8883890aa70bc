package normflow.benchmark;

import java.util.Optional;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.storage.Storage;
import org.apache.hadoop.fs.Path;

/** The {@code cell.json} of every pair. */
public final class CellStore {

  private static final String FILE = "cell.json";

  private final Storage storage;

  /** How far a pair has come. */
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

  public CellStore(Storage storage) {
    this.storage = storage;
  }

  /**
   * How far a pair has come.
   *
   * @throws ConfigException if its {@code cell.json} cannot be read
   */
  public State state(Pair pair) {
    Optional<Cell> cell = read(pair);
    if (cell.isEmpty()) {
      return storage.exists(pair.folder()) ? State.STARTED : State.MISSING;
    }
    boolean same = cell.get().configSha256().equals(pair.configSha256());
    if (cell.get().failed()) {
      // What failed before its first checkpoint has nothing to lose.
      boolean empty = !storage.exists(new Path(pair.folder(), "checkpoints"));
      return same || empty ? State.FAILED : State.CHANGED;
    }
    return same ? State.FINISHED : State.CHANGED;
  }

  /** What came of a pair with its present configuration, if it has ended. */
  Optional<Cell> current(Pair pair) {
    return read(pair).filter(cell -> cell.configSha256().equals(pair.configSha256()));
  }

  private Optional<Cell> read(Pair pair) {
    Path path = new Path(pair.folder(), FILE);
    if (!storage.exists(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Codec.json(path.toString(), storage.readText(path), Cell.class));
    } catch (ConfigException e) {
      throw new ConfigException(
          e.getMessage() + "; delete the file to measure the model again with --resume", e);
    }
  }

  void write(Pair pair, Cell cell) {
    storage.write(new Path(pair.folder(), FILE), Codec.json(cell));
  }
}
