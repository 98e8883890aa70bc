package normflow.storage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/**
 * Copies of folders, whose names never stand for less than all of them.
 *
 * @param system that has them
 */
public record Copies(FileSystem system) {

  /**
   * Copies the models of a benchmark; those that are there already stay.
   *
   * @param chosen whether to copy one, by its folder, such as {@code moons/planar}
   */
  public void models(Path from, Path to, Predicate<String> chosen) throws IOException {
    for (Path group : folders(from)) {
      for (Path model : folders(group)) {
        String name = group.getName() + "/" + model.getName();
        Path copy = new Path(to, name);
        if (chosen.test(name) && !system.exists(copy)) {
          copy(model, copy);
        }
      }
    }
  }

  private List<Path> folders(Path folder) throws IOException {
    return system.exists(folder)
        ? Arrays.stream(system.listStatus(folder))
            .filter(FileStatus::isDirectory)
            .map(FileStatus::getPath)
            .filter(path -> !path.getName().startsWith("."))
            .toList()
        : List.of();
  }

  private void copy(Path from, Path to) throws IOException {
    Replacement copy = new Replacement(system, List.of(to));
    copy.discard();
    FileUtil.copy(system, from, system, Replacement.temporary(to), false, system.getConf());
    copy.commit();
  }
}
