package normflow.distributed;

import normflow.config.Codec;
import normflow.config.ConfigException;
import normflow.model.Model;
import normflow.model.ModelDocument;
import normflow.model.SafeTensors;
import org.apache.hadoop.fs.Path;

/**
 * Model folders: {@code flow.json} (layers, columns, standardisation) and {@code
 * parameters.safetensors}.
 */
public final class ModelStore {

  private static final String FLOW = "flow.json";
  private static final String PARAMETERS = "parameters.safetensors";

  private final Storage storage;

  public ModelStore(Storage storage) {
    this.storage = storage;
  }

  /** Writes the two files; {@code flow.json}, which makes the folder a model, last. */
  public String save(Path folder, Model model) {
    byte[] parameters =
        SafeTensors.encode(SafeTensors.named(model.flow().layout(), model.parameters()));
    String digest = Digest.sha256(parameters);
    storage.write(new Path(folder, PARAMETERS), parameters);
    storage.write(new Path(folder, FLOW), Codec.json(ModelDocument.of(model, digest)));
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
        Codec.json(description.toString(), storage.readText(description), ModelDocument.class);
    Path parameters = new Path(folder, PARAMETERS);
    byte[] bytes = storage.read(parameters);
    String digest = Digest.sha256(bytes);
    if (!digest.equals(document.parametersSha256())) {
      throw new ConfigException(
          parameters
              + " is damaged: its SHA-256 is "
              + digest
              + ", "
              + FLOW
              + " says "
              + document.parametersSha256(),
          null);
    }
    try {
      return document.with(
          SafeTensors.vector(
              document.flow().layout(), SafeTensors.decode(parameters.toString(), bytes)));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(folder + " is damaged: " + e.getMessage(), e);
    }
  }
}
