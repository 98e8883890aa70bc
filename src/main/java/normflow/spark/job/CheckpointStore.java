package normflow.spark.job;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import normflow.config.Codec;
import normflow.config.ConfigException;
import normflow.config.RunConfig;
import normflow.model.SafeTensors;
import normflow.model.SafeTensors.Array;
import normflow.names.Shown;
import normflow.spark.FailureCause;
import normflow.spark.scan.RowsCheck;
import normflow.storage.Digest;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.store.MetricsLine;
import normflow.train.TrainingState;
import normflow.train.TrainingState.Best;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints in folders {@code step-<step>-<digest>}: counters and learning curves as JSON, arrays
 * as safetensors, and last a manifest with the length and SHA-256 of both. The folder's name has
 * the start of the manifest's SHA-256, so that no change of any of the files goes unnoticed.
 *
 * <p>A folder that does not fit to the last bit is passed over with a warning for the one before.
 */
final class CheckpointStore {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final int FORMAT_VERSION = 1;
  private static final Pattern FOLDER = Pattern.compile("step-(\\d{12})-([0-9a-f]{16})");
  private static final String MANIFEST = "manifest.json";
  private static final String STATE = "state.json";
  private static final String ARRAYS = "arrays.safetensors";
  private static final String PARAMETERS = "parameters";
  private static final String OPTIMIZER = "optimizer";
  private static final String BEST = "best";
  private static final long MOST_MANIFEST_BYTES = 1 << 16;
  private static final int MOST_ARRAYS = 8;

  private final Storage storage;
  private final Path folder;
  private final int keep;
  private final String configDigest;
  private final Optional<RowsCheck> rows;

  /** Length and digest of a file. */
  record FileEntry(long length, String sha256) {}

  /** The manifest. */
  record Manifest(int formatVersion, long step, Map<String, FileEntry> files) {}

  /**
   * @param configDigest of everything that decides the run's bits; a checkpoint of another
   *     configuration is refused
   */
  CheckpointStore(Storage storage, Path folder, int keep, String configDigest) {
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
  CheckpointStore over(RowsCheck check) {
    return new CheckpointStore(storage, folder, keep, configDigest, Optional.of(check));
  }

  /** The checkpoints of a job over so many partitions, in the folder of its model. */
  static CheckpointStore of(Storage storage, RunConfig job, int partitions) {
    return new CheckpointStore(
        storage,
        storage.placed(new Path(StoragePath.of(job.output()), "checkpoints")),
        job.checkpoints().keep(),
        TrainingJob.configSha256(job, partitions));
  }

  /** Saves a state, then deletes all but the newest ones; they stay if saving fails. */
  void save(TrainingState state) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(
        STATE,
        Codec.json(CheckpointState.of(state, configDigest, rows)).getBytes(StandardCharsets.UTF_8));
    files.put(ARRAYS, SafeTensors.encode(arrays(state)));
    Map<String, FileEntry> entries = new LinkedHashMap<>();
    files.forEach(
        (name, bytes) -> entries.put(name, new FileEntry(bytes.length, Digest.sha256(bytes))));
    Manifest manifest = new Manifest(FORMAT_VERSION, state.step(), entries);
    byte[] manifestBytes = Codec.json(manifest).getBytes(StandardCharsets.UTF_8);
    files.put(MANIFEST, manifestBytes);
    String name = String.format(Locale.ROOT, "step-%012d-%s", state.step(), start(manifestBytes));
    storage.writeAll(new Path(folder, name), files);
    prune(name, state.step());
  }

  private static String start(byte[] manifest) {
    return Digest.sha256(manifest).substring(0, 16);
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
        boolean whole = step(name) <= step && storage.exists(new Path(path, MANIFEST));
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
        .filter(name -> FOLDER.matcher(name).matches())
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static long step(String name) {
    return Long.parseLong(name.substring(5, 17));
  }

  /**
   * The newest undamaged state; none if none was finished.
   *
   * @throws ConfigException if it belongs to another configuration or to other rows, or if all are
   *     damaged
   */
  Optional<TrainingState> latest() {
    List<String> damages = new ArrayList<>();
    for (String name : newestFirst()) {
      if (!storage.exists(new Path(new Path(folder, name), MANIFEST))) {
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
    Manifest manifest = manifest(source);
    CheckpointState state =
        parsed(
            source,
            STATE,
            manifest,
            bytes -> Codec.json(STATE, text(bytes), CheckpointState.class));
    Map<String, Array> arrays =
        parsed(source, ARRAYS, manifest, bytes -> SafeTensors.decode(ARRAYS, bytes, MOST_ARRAYS));
    if (!state.configSha256().equals(configDigest)) {
      throw new ConfigException(
          source
              + " belongs to another configuration: resume with the one that it was made with, or"
              + " train anew with --overwrite",
          null);
    }
    rows.ifPresent(
        check ->
            check.require(state.rows(), "step " + manifest.step() + " (" + source.getName() + ")"));
    return restore(source, manifest, state, arrays);
  }

  private static TrainingState restore(
      Path source, Manifest manifest, CheckpointState state, Map<String, Array> arrays)
      throws Damaged {
    if (!arrays.keySet().equals(Set.of(PARAMETERS, OPTIMIZER, BEST))
        || arrays.get(BEST).values().length != arrays.get(PARAMETERS).values().length) {
      throw new Damaged(
          new Path(source, ARRAYS) + " has other arrays: " + Shown.value(arrays.keySet()));
    }
    return new TrainingState(
        manifest.step(),
        arrays.get(PARAMETERS).values(),
        arrays.get(OPTIMIZER).values(),
        state.updates(),
        state.skippedInRow(),
        state.skipped(),
        new Best(
            state.bestLoss().orElse(Double.POSITIVE_INFINITY),
            state.bestStep(),
            arrays.get(BEST).values(),
            state.bestWorseSince()),
        state.history().stream().map(MetricsLine::measurement).toList());
  }

  private Manifest manifest(Path source) throws Damaged {
    Path path = new Path(source, MANIFEST);
    byte[] bytes = read(path, MOST_MANIFEST_BYTES);
    if (!source.getName().endsWith(start(bytes))) {
      throw new Damaged(path + " does not have the SHA-256 that its folder's name says");
    }
    Manifest manifest;
    try {
      manifest = Codec.json(MANIFEST, text(bytes), Manifest.class);
    } catch (ConfigException e) {
      throw new Damaged(source + ": " + e.getMessage());
    }
    boolean fits = step(source.getName()) == manifest.step();
    if (!fits || manifest.formatVersion() != FORMAT_VERSION) {
      throw new Damaged(
          path + " is of step " + manifest.step() + ", version " + manifest.formatVersion());
    }
    return manifest;
  }

  /** A file whose digest is that of the manifest, which is checked before it is parsed. */
  private <T> T parsed(Path source, String name, Manifest manifest, Function<byte[], T> parser)
      throws Damaged {
    Path path = new Path(source, name);
    FileEntry entry = manifest.files().get(name);
    if (entry == null) {
      throw new Damaged(path + " is missing in " + MANIFEST);
    }
    byte[] bytes = read(path, entry.length());
    if (bytes.length != entry.length() || !Digest.sha256(bytes).equals(entry.sha256())) {
      throw new Damaged(path + " does not have the SHA-256 that its manifest says");
    }
    try {
      return parser.apply(bytes);
    } catch (IllegalArgumentException e) {
      throw new Damaged(source + ": " + e.getMessage());
    }
  }

  private byte[] read(Path path, long most) throws Damaged {
    if (!storage.exists(path)) {
      throw new Damaged(path + " is missing");
    }
    try {
      return storage.read(path, most);
    } catch (ConfigException | UncheckedIOException e) {
      throw new Damaged(e.getMessage());
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Map<String, Array> arrays(TrainingState state) {
    Map<String, Array> arrays = new LinkedHashMap<>();
    arrays.put(PARAMETERS, array(state.parameters()));
    arrays.put(OPTIMIZER, array(state.optimizerState()));
    arrays.put(BEST, array(state.best().parameters()));
    return arrays;
  }

  private static Array array(float[] values) {
    return new Array(List.of(values.length), values);
  }

  /** A checkpoint that cannot be read; another one may. */
  private static final class Damaged extends Exception {
    private static final long serialVersionUID = 1;

    Damaged(String message) {
      super(Shown.paragraph(String.valueOf(message)));
    }
  }
}
