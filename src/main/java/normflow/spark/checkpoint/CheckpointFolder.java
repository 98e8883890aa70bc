package normflow.spark.checkpoint;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.codec.FormatVersion;
import normflow.model.SafeTensors;
import normflow.model.SafeTensors.Array;
import normflow.storage.Digest;
import normflow.storage.Storage;
import normflow.store.MetricsLine;
import normflow.text.Shown;
import normflow.train.TrainingState;
import normflow.train.TrainingState.Best;
import org.apache.hadoop.fs.Path;

/**
 * The folder of a checkpoint, {@code step-<step>-<digest>}: counters and learning curves as JSON,
 * arrays as safetensors, and last a manifest with the length and SHA-256 of both. The folder's name
 * has the start of the manifest's SHA-256, so that no change of any of the files goes unnoticed.
 */
public final class CheckpointFolder {

  static final Pattern NAME = Pattern.compile("step-(\\d{12})-([0-9a-f]{16})");
  static final String MANIFEST = "manifest.json";

  private static final int FORMAT_VERSION = 1;
  private static final String STATE = "state.json";
  private static final String ARRAYS = "arrays.safetensors";
  private static final String PARAMETERS = "parameters";
  private static final String OPTIMIZER = "optimizer";
  private static final String BEST = "best";
  private static final long MOST_MANIFEST_BYTES = 1 << 16;
  private static final int MOST_ARRAYS = 8;

  private final Storage storage;
  private final Path source;

  public CheckpointFolder(Storage storage, Path source) {
    this.storage = storage;
    this.source = source;
  }

  /** Length and digest of a file. */
  public record FileEntry(long length, String sha256) {}

  /** The manifest. */
  public record Manifest(int formatVersion, long step, Map<String, FileEntry> files) {}

  /**
   * What a folder holds.
   *
   * @param state counters and learning curves, and what they belong to
   * @param training the same with the arrays, to go on from
   */
  record Content(CheckpointState state, TrainingState training) {}

  /** Writes a checkpoint of a state into a folder of its own; its name. */
  static String write(Storage storage, Path folder, CheckpointState state, TrainingState training) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(STATE, Codec.json(state).getBytes(StandardCharsets.UTF_8));
    files.put(ARRAYS, SafeTensors.encode(arrays(training)));
    Map<String, FileEntry> entries = new LinkedHashMap<>();
    files.forEach(
        (name, bytes) -> entries.put(name, new FileEntry(bytes.length, Digest.sha256(bytes))));
    Manifest manifest = new Manifest(FORMAT_VERSION, training.step(), entries);
    byte[] manifestBytes = Codec.json(manifest).getBytes(StandardCharsets.UTF_8);
    files.put(MANIFEST, manifestBytes);
    String name =
        String.format(Locale.ROOT, "step-%012d-%s", training.step(), start(manifestBytes));
    storage.writeAll(new Path(folder, name), files);
    return name;
  }

  private static String start(byte[] manifest) {
    return Digest.sha256(manifest).substring(0, 16);
  }

  /** The step of a folder's name. */
  static long step(String name) {
    return Long.parseLong(name.substring(5, 17));
  }

  /**
   * Reads all of it.
   *
   * @throws Damaged if anything is not as it was written
   */
  public Content read() throws Damaged {
    Manifest manifest = manifest();
    CheckpointState state =
        parsed(STATE, manifest, bytes -> Codec.json(STATE, text(bytes), CheckpointState.class));
    Map<String, Array> arrays =
        parsed(ARRAYS, manifest, bytes -> SafeTensors.decode(ARRAYS, bytes, MOST_ARRAYS));
    return new Content(state, restore(manifest, state, arrays));
  }

  private TrainingState restore(Manifest manifest, CheckpointState state, Map<String, Array> arrays)
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

  private Manifest manifest() throws Damaged {
    Path path = new Path(source, MANIFEST);
    byte[] bytes = read(path, MOST_MANIFEST_BYTES);
    if (!source.getName().endsWith(start(bytes))) {
      throw new Damaged(path + " does not have the SHA-256 that its folder's name says");
    }
    FormatVersion.requireKnown(source.toString(), text(bytes), FORMAT_VERSION);
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
  private <T> T parsed(String name, Manifest manifest, Function<byte[], T> parser) throws Damaged {
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
  static final class Damaged extends Exception {
    private static final long serialVersionUID = 1;

    Damaged(String message) {
      super(Shown.paragraph(String.valueOf(message)));
    }
  }
}
