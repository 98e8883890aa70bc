package normflow.cli;

import normflow.model.Model;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;

/** A model to use. */
final class ModelOption {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "PATH",
      description = "Folder of a trained model.")
  String path;

  /** The folder that the path names. */
  Path folder() {
    return Sessions.given(path);
  }

  Model load(Storage storage) {
    return new ModelStore(storage).load(folder());
  }
}
