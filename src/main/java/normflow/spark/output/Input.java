package normflow.spark.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import normflow.codec.ConfigException;
import normflow.config.RunConfig;
import normflow.config.Source;
import normflow.spark.table.Origins;
import normflow.storage.RealPath;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.text.Numbers;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Something that a command reads, and must not write over.
 *
 * @param name what it is for the command, such as {@code data}
 * @param path which may hold wildcards
 */
public record Input(String name, String path) {

  private static final String MODEL = "model";

  /** The folder of a model; a report may be written into it. */
  public static Input model(String folder) {
    return new Input(MODEL, folder);
  }

  /** What a training job reads. */
  public static List<Input> of(RunConfig job) {
    List<Input> inputs = new ArrayList<>(of(job.data()));
    inputs.add(new Input("validation.path", job.validating().path()));
    inputs.add(new Input("test.path", job.test().path()));
    return inputs.stream().filter(input -> !input.path().isEmpty()).toList();
  }

  /** The files of a source. */
  public static List<Input> of(Source source) {
    return source.match(Input::ofTable, generated -> List.of());
  }

  /** The files that rows come from. */
  static List<Input> of(Origins origins) {
    return origins.places().stream().map(place -> new Input("data", place.toString())).toList();
  }

  private static List<Input> ofTable(Source.Table table) {
    String path = table.path().isEmpty() ? table.options().getOrDefault("path", "") : table.path();
    return path.isEmpty() ? List.of() : List.of(new Input("data.path", path));
  }

  /**
   * Refuses to write where something is read from.
   *
   * @param output that is, holds or lies in this
   * @throws ConfigException if it does
   */
  public void requireApart(Storage storage, String output) {
    try {
      RealPath written = real(storage, StoragePath.of(output));
      for (Path file : files(storage)) {
        RealPath read = real(storage, file);
        if (written.holds(read)) {
          throw refused(output, written.equals(read) ? "is" : "holds", file);
        } else if (read.holds(written) && !isPlaceInModel(read.to(written))) {
          throw refused(output, "lies in", file);
        }
      }
    } catch (IOException e) {
      throw Storage.failure("cannot look at", StoragePath.of(path), e);
    }
  }

  private static RealPath real(Storage storage, Path path) throws IOException {
    Path place = storage.standing(path);
    return RealPath.of(storage.system(place), place);
  }

  private boolean isPlaceInModel(String place) {
    return name.equals(MODEL) && place.matches("(report|evaluation)[^/]*(/.*)?");
  }

  /** Those that wildcards find, or the one that is named. */
  private List<Path> files(Storage storage) throws IOException {
    Path named = StoragePath.of(path);
    FileSystem system = storage.system(named);
    FileStatus[] found = system.globStatus(named);
    return found == null || found.length == 0
        ? List.of(named)
        : Arrays.stream(found).map(FileStatus::getPath).toList();
  }

  private ConfigException refused(String output, String how, Path file) {
    return new ConfigException(
        Numbers.format(
            "output = %s: %s what is read, %s = %s; choose another folder",
            output, how, name, file),
        null);
  }
}
