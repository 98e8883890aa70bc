package normflow.store;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import normflow.flow.Flow;
import normflow.graph.ParameterLayout;
import normflow.model.Model;
import normflow.model.SafeTensors;
import normflow.storage.Storage;
import normflow.text.Shown;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parameters at some steps of a training, {@code snapshots/step-<step>.safetensors} in the model
 * folder, from which a page shows how the density took shape. Nothing else depends on them.
 */
public final class Snapshots {

  /** A model as it was after a step. */
  public record Snapshot(long step, Model model) {}

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final Pattern FILE = Pattern.compile("step-(\\d{12})\\.safetensors");

  /** A snapshot has 4 MB at most. */
  private static final int MOST_PARAMETERS = 1_000_000;

  private final Storage storage;
  private final Path folder;

  /**
   * @param model folder of the model
   */
  public Snapshots(Storage storage, Path model) {
    this.storage = storage;
    this.folder = new Path(model, "snapshots");
  }

  /** Whether there is anything to see: two columns, given nothing, and not too many parameters. */
  public static boolean isFilmed(Flow flow) {
    return flow.dim() == 2 && flow.context() == 0 && flow.layout().size() <= MOST_PARAMETERS;
  }

  void write(long step, ParameterLayout layout, float[] parameters) {
    byte[] bytes = SafeTensors.encode(SafeTensors.named(layout, parameters));
    storage.write(
        new Path(folder, String.format(Locale.ROOT, "step-%012d.safetensors", step)), bytes);
  }

  /** Forgets what lies behind a step: a training that goes on from there writes it again. */
  public void deleteAfter(long step) {
    for (String name : names()) {
      if (step(name) > step) {
        storage.delete(new Path(folder, name));
      }
    }
  }

  /** Takes those of another folder in place of its own. */
  public void copy(Snapshots other) {
    deleteAfter(-1);
    for (String name : other.names()) {
      storage.write(new Path(folder, name), other.storage.read(new Path(other.folder, name)));
    }
  }

  /** All snapshots of a model, the first steps first; files that do not fit it are passed over. */
  public List<Snapshot> of(Model model) {
    List<Snapshot> snapshots = new ArrayList<>();
    ParameterLayout layout = model.flow().layout();
    for (String name : names()) {
      Path path = new Path(folder, name);
      try {
        byte[] bytes = storage.read(path, SafeTensors.mostBytes(layout));
        float[] parameters =
            SafeTensors.vector(layout, SafeTensors.decode(name, bytes, layout.entries().size()));
        snapshots.add(
            new Snapshot(
                step(name),
                new Model(model.flow(), model.columns(), model.standardization(), parameters)));
      } catch (IllegalArgumentException | UncheckedIOException e) {
        LOG.warn("snapshot passed over: {}: {}", path, Shown.paragraph(e.getMessage()));
      }
    }
    return snapshots;
  }

  private List<String> names() {
    return storage.list(folder).stream().filter(name -> FILE.matcher(name).matches()).toList();
  }

  private static long step(String name) {
    return Long.parseLong(name.substring(5, 17));
  }
}
