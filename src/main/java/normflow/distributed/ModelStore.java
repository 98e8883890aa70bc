package normflow.distributed;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import normflow.config.Codec;
import normflow.config.ConfigException;
import normflow.graph.ParameterLayout;
import normflow.model.Model;
import normflow.model.ModelDocument;
import normflow.model.SafeTensors;
import normflow.names.Shown;
import org.apache.hadoop.fs.Path;

/**
 * Model folders: {@code flow.json} (layers, columns, standardisation) and {@code
 * parameters.safetensors}.
 */
public final class ModelStore {

  private static final String FLOW = "flow.json";
  private static final String PARAMETERS = "parameters.safetensors";

  /** A flow has no more layers and columns than make a description of this length. */
  private static final long MOST_FLOW_BYTES = 64L << 20;

  private final Storage storage;

  public ModelStore(Storage storage) {
    this.storage = storage;
  }

  /** Writes the two files; a model that was there before stays if that fails. */
  public String save(Path folder, Model model) {
    byte[] parameters =
        SafeTensors.encode(SafeTensors.named(model.flow().layout(), model.parameters()));
    String digest = Digest.sha256(parameters);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(PARAMETERS, parameters);
    files.put(FLOW, Codec.json(ModelDocument.of(model, digest)).getBytes(StandardCharsets.UTF_8));
    storage.writeTogether(folder, files);
    return digest;
  }

  /**
   * Reads a model.
   *
   * @throws ConfigException if the folder holds none, or a damaged one
   */
  public Model load(Path folder) {
    Path description = new Path(folder, FLOW);
    if (!storage.exists(description)) {
      throw new ConfigException(
          folder + " is not a model: it has no " + FLOW + "; train one, or check the path", null);
    }
    ModelDocument document =
        Codec.json(
            description.toString(),
            storage.readText(description, MOST_FLOW_BYTES),
            ModelDocument.class);
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
