package normflow.cli.option;

import normflow.model.Model;
import normflow.storage.Storage;
import normflow.store.ModelStore;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A model to use, by its bare path or by {@code --model}. */
public final class ModelOption {

  @ArgGroup(multiplicity = "1")
  private Place place;

  /** One of the two. */
  private static final class Place {
    @Parameters(paramLabel = "MODEL", description = "Folder of a trained model.")
    private String path;

    @Option(names = "--model", paramLabel = "MODEL", description = "The same as an option.")
    private String option;
  }

  /** The folder that the path names. */
  public Path folder() {
    return GivenFiles.given(place.path == null ? place.option : place.path);
  }

  /**
   * The model in it.
   *
   * @throws normflow.codec.ConfigException if there is none
   */
  public Model load(Storage storage) {
    return new ModelStore(storage).load(folder());
  }
}
