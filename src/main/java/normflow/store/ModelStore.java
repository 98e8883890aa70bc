package normflow.store;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.codec.FormatVersion;
import normflow.graph.ParameterLayout;
import normflow.model.Model;
import normflow.model.ModelDocument;
import normflow.model.SafeTensors;
import normflow.reference.ReferenceLines;
import normflow.storage.Digest;
import normflow.storage.Storage;
import normflow.text.Shown;
import org.apache.hadoop.fs.Path;

/**
 * Model folders: {@code flow.json} (layers, columns, standardisation) and {@code
 * parameters.safetensors}.
 */
public final class ModelStore {

  /** The lines that a model is compared with. */
  public static final String REFERENCES = "references.json";

  /** How the log-densities of the training rows lie. */
  public static final String DENSITIES = "densities.json";

  /** What makes a folder a model's. */
  public static final String FLOW = "flow.json";

  private static final String PARAMETERS = "parameters.safetensors";

  /** A flow has no more layers and columns than make a description of this length. */
  private static final long MOST_FLOW_BYTES = 64L << 20;

  /** A model is not replaced more often than that while it is read. */
  private static final int MOST_TRIES = 3;

  private final Storage storage;

  public ModelStore(Storage storage) {
    this.storage = storage;
  }

  /** Writes the two files; a model that was there before stays if that fails. */
  public String save(Path folder, Model model) {
    return save(folder, model, digest -> Map.of());
  }

  /**
   * Writes the two files, and others together with them.
   *
   * @param others by their names, given the digest of the parameters
   * @return that digest
   */
  public String save(Path folder, Model model, Function<String, Map<String, byte[]>> others) {
    byte[] parameters =
        SafeTensors.encode(SafeTensors.named(model.flow().layout(), model.parameters()));
    String digest = Digest.sha256(parameters);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(PARAMETERS, parameters);
    files.putAll(others.apply(digest));
    files.put(FLOW, Codec.json(ModelDocument.of(model, digest)).getBytes(StandardCharsets.UTF_8));
    storage.writeTogether(folder, files);
    return digest;
  }

  /**
   * Reads a model; all of the old one or all of the new one if it is replaced meanwhile.
   *
   * @throws ConfigException if the folder holds none, or a damaged one
   */
  public Model load(Path folder) {
    String before = description(folder);
    for (int tries = 1; ; tries++) {
      try {
        return load(folder, before);
      } catch (ConfigException | UncheckedIOException e) {
        String now = description(folder);
        if (now.equals(before) || tries == MOST_TRIES) {
          throw e;
        }
        before = now;
      }
    }
  }

  /**
   * Reads the lines that a model is compared with.
   *
   * @return none of a model that an earlier version trained
   * @throws ConfigException if they are damaged
   */
  public ReferenceLines references(Path folder) {
    Path path = storage.together(new Path(folder, FLOW), new Path(folder, REFERENCES));
    if (!storage.exists(path)) {
      return ReferenceLines.none();
    }
    return FormatVersion.json(
        path.toString(),
        storage.readText(path, MOST_FLOW_BYTES),
        ReferenceLines.class,
        ReferenceLines.FORMAT_VERSION);
  }

  /**
   * Reads how the log-densities of a model's training rows lie.
   *
   * @return empty of a model that an earlier version or Spark ML saved
   * @throws ConfigException if that is damaged
   */
  public Optional<TrainedDensities> densities(Path folder) {
    Path path = storage.together(new Path(folder, FLOW), new Path(folder, DENSITIES));
    return storage.exists(path)
        ? Optional.of(
            FormatVersion.json(
                path.toString(),
                storage.readText(path, MOST_FLOW_BYTES),
                TrainedDensities.class,
                TrainedDensities.FORMAT_VERSION))
        : Optional.empty();
  }

  private String description(Path folder) {
    Path description = new Path(folder, FLOW);
    if (!storage.exists(description)) {
      throw new ConfigException(
          storage.named(folder)
              + " is not a model: it has no "
              + FLOW
              + "; train one, or check the path",
          null);
    }
    return storage.readText(description, MOST_FLOW_BYTES);
  }

  private Model load(Path folder, String description) {
    ModelDocument document =
        FormatVersion.json(
            new Path(folder, FLOW).toString(),
            description,
            ModelDocument.class,
            ModelDocument.FORMAT_VERSION);
    try {
      return document.with(parameters(folder, document));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ConfigException(folder + " is damaged: " + e.getMessage(), e);
    }
  }

  private float[] parameters(Path folder, ModelDocument document) {
    Path path = storage.together(new Path(folder, FLOW), new Path(folder, PARAMETERS));
    ParameterLayout layout = document.flow().layout();
    byte[] bytes = storage.read(path, SafeTensors.mostBytes(layout));
    String digest = Digest.sha256(bytes);
    if (!digest.equals(document.parametersSha256())) {
      throw new ConfigException(
          path.getName()
              + " has the SHA-256 "
              + digest
              + ", "
              + FLOW
              + " says "
              + Shown.value(document.parametersSha256()),
          null);
    }
    return SafeTensors.vector(
        layout, SafeTensors.decode(path.toString(), bytes, layout.entries().size()));
  }
}
