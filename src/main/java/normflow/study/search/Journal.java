package normflow.study.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.storage.Storage;
import org.apache.hadoop.fs.Path;

/**
 * What a search that learns has decided and seen, in order: what it decides next is a function of
 * it, of the results and of the seed. It lies in the sweep's folder, so that a sweep that is
 * resumed goes on with the trials that it had.
 */
final class Journal {

  private static final String FILE = "search.json";

  /** What happened. */
  enum Kind {
    /** A trial was proposed, and is to come to its first rung. */
    PROPOSED,
    /** A trial is to go on. */
    PROMOTED,
    /** A trial has come where it was to. */
    REACHED,
    /** No more trials are proposed. */
    ENOUGH
  }

  /**
   * One thing that happened.
   *
   * @param trial its number; 0 of none
   * @param rung to which it is to come, or has come; the number of rungs for the end
   * @param at where a proposal lies on its axes, by their paths; empty for others
   */
  record Entry(Kind kind, int trial, int rung, Map<String, Double> at) {
    /** What may be left out. */
    public static Map<String, Object> defaults() {
      return Map.of("at", Map.of());
    }
  }

  /** The file. */
  record Entries(List<Entry> entries) {}

  private final Storage storage;
  private final Path path;
  private final List<Entry> entries = new ArrayList<>();
  private boolean changed;

  /** That of the sweep in a folder: empty if it has none yet. */
  Journal(Storage storage, Path folder) {
    this.storage = storage;
    this.path = new Path(folder, FILE);
    if (storage.exists(path)) {
      entries.addAll(Codec.json(path.toString(), storage.readText(path), Entries.class).entries());
    }
  }

  /** All that happened. */
  List<Entry> entries() {
    return List.copyOf(entries);
  }

  /**
   * What happened in a sweep that was.
   *
   * @param folder of the sweep
   * @throws ConfigException if it has none
   */
  static List<Entry> replayed(Storage storage, Path folder) {
    Journal journal = new Journal(storage, folder);
    if (journal.entries.isEmpty()) {
      throw new ConfigException(
          "--replay = " + folder + ": has no " + FILE + ", as a search that learns leaves it",
          null);
    }
    return journal.entries();
  }

  void proposed(int trial, Map<String, Double> at) {
    add(new Entry(Kind.PROPOSED, trial, 0, at));
  }

  void promoted(int trial, int rung) {
    add(new Entry(Kind.PROMOTED, trial, rung, Map.of()));
  }

  void reached(int trial, int rung) {
    add(new Entry(Kind.REACHED, trial, rung, Map.of()));
  }

  void enough() {
    add(new Entry(Kind.ENOUGH, 0, 0, Map.of()));
  }

  /** What is said of one that does not go with the sweep. */
  ConfigException damaged(Entry entry, RuntimeException cause) {
    return new ConfigException(
        path
            + ": trial "
            + entry.trial()
            + " is none of these axes; the file is damaged, or of another sweep: begin anew with"
            + " --overwrite",
        cause);
  }

  private void add(Entry entry) {
    entries.add(entry);
    changed = true;
  }

  /** Keeps what was added: before any of it is begun. */
  void save() {
    if (changed) {
      storage.write(path, Codec.json(new Entries(entries)));
      changed = false;
    }
  }
}
