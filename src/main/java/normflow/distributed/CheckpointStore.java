package normflow.distributed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import normflow.config.Codec;
import normflow.config.ConfigException;
import normflow.model.SafeTensors;
import normflow.model.SafeTensors.Array;
import normflow.train.TrainingState;
import normflow.train.TrainingState.Best;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints in folders {@code step-<step>-<unique>}: counters and learning curves as JSON, arrays
 * as safetensors, and last a manifest with the length and SHA-256 of both.
 *
 * <p>A folder without a manifest that fits its files to the last bit is passed over with a warning
 * for the one before.
 */
final class CheckpointStore {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final int FORMAT_VERSION = 1;
  private static final Pattern FOLDER = Pattern.compile("step-(\\d{12})-[0-9a-f]{8}");
  private static final String MANIFEST = "manifest.json";
  private static final String STATE = "state.json";
  private static final String ARRAYS = "arrays.safetensors";

  private final Storage storage;
  private final Path folder;
  private final int keep;
  private final String configDigest;

  /** Length and digest of a file. */
  record FileEntry(long length, String sha256) {}

  /** The manifest. */
  record Manifest(int formatVersion, long step, Map<String, FileEntry> files) {}

  /** What is not an array. */
  record State(
      String configSha256,
      long updates,
      int skippedInRow,
      long skipped,
      OptionalDouble bestLoss,
      long bestStep,
      int bestWorseSince,
      List<MetricsLine> history) {}

  /**
   * @param configDigest of everything that decides the run's bits; a checkpoint of another
   *     configuration is refused
   */
  CheckpointStore(Storage storage, Path folder, int keep, String configDigest) {
    this.storage = storage;
    this.folder = folder;
    this.keep = keep;
    this.configDigest = configDigest;
  }

  /** Saves a state, then deletes all but the newest ones. */
  void save(TrainingState state) {
    String unique = UUID.randomUUID().toString().substring(0, 8);
    Path target = new Path(folder, String.format("step-%012d-%s", state.step(), unique));
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(STATE, Codec.json(describe(state)).getBytes(StandardCharsets.UTF_8));
    files.put(ARRAYS, SafeTensors.encode(arrays(state)));
    Map<String, FileEntry> entries = new LinkedHashMap<>();
    files.forEach(
        (name, bytes) -> {
          storage.write(new Path(target, name), bytes);
          entries.put(name, new FileEntry(bytes.length, Digest.sha256(bytes)));
        });
    Manifest manifest = new Manifest(FORMAT_VERSION, state.step(), entries);
    storage.write(new Path(target, MANIFEST), Codec.json(manifest));
    prune();
  }

  private void prune() {
    List<String> names = folders();
    for (String name : names.subList(0, Math.max(0, names.size() - keep))) {
      storage.delete(new Path(folder, name));
    }
  }

  /** Folders of checkpoints, the oldest first. */
  private List<String> folders() {
    return storage.list(folder).stream().filter(name -> FOLDER.matcher(name).matches()).toList();
  }

  /**
   * The newest undamaged state.
   *
   * @throws ConfigException if it belongs to another configuration, or if all are damaged
   */
  Optional<TrainingState> latest() {
    List<String> names = new ArrayList<>(folders());
    java.util.Collections.reverse(names);
    List<String> damages = new ArrayList<>();
    for (String name : names) {
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
    Manifest manifest = manifest(source);
    State state;
    Map<String, Array> arrays;
    try {
      state = Codec.json(STATE, text(source, manifest), State.class);
      arrays = SafeTensors.decode(ARRAYS, verified(source, ARRAYS, manifest));
    } catch (IllegalArgumentException e) {
      throw new Damaged(source + ": " + e.getMessage());
    }
    if (!state.configSha256().equals(configDigest)) {
      throw new ConfigException(
          source
              + " belongs to another configuration: resume with the one that it was made with"
              + " (training.json beside the checkpoints), or train anew with --overwrite",
          null);
    }
    return restore(name, manifest, state, arrays);
  }

  private static TrainingState restore(
      String name, Manifest manifest, State state, Map<String, Array> arrays) throws Damaged {
    try {
      return new TrainingState(
          manifest.step(),
          arrays.get("parameters").values(),
          arrays.get("optimizer").values(),
          state.updates(),
          state.skippedInRow(),
          state.skipped(),
          new Best(
              state.bestLoss().orElse(Double.POSITIVE_INFINITY),
              state.bestStep(),
              arrays.get("best").values(),
              state.bestWorseSince()),
          state.history().stream().map(MetricsLine::measurement).toList());
    } catch (NullPointerException e) {
      throw new Damaged(name + ": " + e.getMessage());
    }
  }

  private Manifest manifest(Path source) throws Damaged {
    Path path = new Path(source, MANIFEST);
    if (!storage.exists(path)) {
      throw new Damaged(source + " has no " + MANIFEST);
    }
    try {
      Manifest manifest = Codec.json(MANIFEST, storage.readText(path), Manifest.class);
      Matcher matcher = FOLDER.matcher(source.getName());
      boolean fits = matcher.matches() && Long.parseLong(matcher.group(1)) == manifest.step();
      if (!fits || manifest.formatVersion() != FORMAT_VERSION) {
        throw new Damaged(
            path + " is of step " + manifest.step() + ", version " + manifest.formatVersion());
      }
      return manifest;
    } catch (ConfigException | java.io.UncheckedIOException e) {
      throw new Damaged(path + ": " + e.getMessage());
    }
  }

  private String text(Path source, Manifest manifest) throws Damaged {
    return new String(verified(source, STATE, manifest), StandardCharsets.UTF_8);
  }

  private byte[] verified(Path source, String name, Manifest manifest) throws Damaged {
    Path path = new Path(source, name);
    FileEntry entry = manifest.files().get(name);
    if (entry == null || !storage.exists(path)) {
      throw new Damaged(path + " is missing");
    }
    byte[] bytes;
    try {
      bytes = storage.read(path);
    } catch (java.io.UncheckedIOException e) {
      throw new Damaged(e.getMessage());
    }
    if (bytes.length != entry.length() || !Digest.sha256(bytes).equals(entry.sha256())) {
      throw new Damaged(path + " does not have the SHA-256 that its manifest says");
    }
    return bytes;
  }

  private State describe(TrainingState state) {
    return new State(
        configDigest,
        state.updates(),
        state.skippedInRow(),
        state.skipped(),
        MetricsLine.finite(state.best().loss()),
        state.best().step(),
        state.best().worseSince(),
        state.history().stream().map(MetricsLine::of).toList());
  }

  private static Map<String, Array> arrays(TrainingState state) {
    Map<String, Array> arrays = new LinkedHashMap<>();
    arrays.put("parameters", array(state.parameters()));
    arrays.put("optimizer", array(state.optimizerState()));
    arrays.put("best", array(state.best().parameters()));
    return arrays;
  }

  private static Array array(float[] values) {
    return new Array(List.of(values.length), values);
  }

  /** A checkpoint that cannot be read; another one may. */
  private static final class Damaged extends Exception {
    private static final long serialVersionUID = 1;

    Damaged(String message) {
      super(message);
    }
  }
}
