package normflow.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files or folders that take the place of others, all or none.
 *
 * <p>The new ones wait under temporary names. The old ones step aside, the last of the list first;
 * then the new ones get their names, the last one last. So who finds the last one under its own
 * name finds all of one age, and who finds it aside finds the old ones, aside or not yet moved:
 * also when the process ends between any two steps. Renaming over a file is not asked for: HDFS
 * refuses it, and object stores do it in two steps.
 */
public final class Replacement {

  private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

  private final FileSystem system;
  private final List<Path> targets;

  /**
   * @param targets the last one tells which ones are in place
   */
  public Replacement(FileSystem system, List<Path> targets) {
    this.system = system;
    this.targets = targets;
  }

  /** Where the new content of a path waits. */
  static Path temporary(Path path) {
    return new Path(path.getParent(), "." + path.getName() + ".tmp");
  }

  /** Where the old content of a path stands meanwhile. */
  public static Path aside(Path path) {
    return new Path(path.getParent(), "." + path.getName() + ".old");
  }

  /**
   * Where a file or folder stands for a reader: aside, or in a folder that stands aside, while a
   * process that ended there has left it half replaced; the path itself otherwise.
   */
  static Path standing(FileSystem system, Path path) throws IOException {
    Path below = null;
    Path at = path;
    while (at.getParent() != null && !system.exists(at)) {
      Path aside = aside(at);
      if (system.exists(aside)) {
        return below == null ? aside : new Path(aside, below);
      }
      below = below == null ? new Path(at.getName()) : new Path(at.getName(), below);
      at = at.getParent();
    }
    return path;
  }

  /** A path in {@code folder}, or that itself, as it is called in {@code other}. */
  static Path moved(Path path, Path folder, Path other) {
    if (path.equals(folder)) {
      return other;
    }
    Path parent = path.getParent();
    if (parent == null) {
      return path;
    }
    Path place = moved(parent, folder, other);
    return place.equals(parent) ? path : new Path(place, path.getName());
  }

  /** Sets right what a process left that ended on the way. */
  public void recover() throws IOException {
    Path last = targets.get(targets.size() - 1);
    if (!system.exists(last)) {
      restore();
    }
    deleteOld();
  }

  /** Writes the new content of a file under its temporary name: synced, closed and read again. */
  void put(Path target, byte[] content) throws IOException {
    Path path = temporary(target);
    try (FSDataOutputStream stream = Creation.replacing(system, path)) {
      stream.write(content);
      if (stream.hasCapability("hsync")) {
        stream.hsync();
      }
    } catch (FSError e) {
      // Hadoop's word for a failing local disk, and not an exception.
      throw new IOException(e.getCause().getMessage(), e);
    }
    if (!Arrays.equals(content, content(system, path))) {
      throw new IOException("what was written is not what is read: check the disk");
    }
  }

  static byte[] content(FileSystem system, Path path) throws IOException {
    try (FSDataInputStream stream = system.open(path)) {
      return stream.readAllBytes();
    }
  }

  /** Puts what waits under the temporary names in place; if that fails, all is as before. */
  void commit() throws IOException {
    List<Path> placed = new ArrayList<>();
    try {
      List<Path> lastFirst = new ArrayList<>(targets);
      Collections.reverse(lastFirst);
      for (Path target : lastFirst) {
        if (system.exists(target)) {
          rename(target, aside(target));
        }
      }
      for (Path target : targets) {
        placed.add(target);
        rename(temporary(target), target);
      }
    } catch (IOException e) {
      undo(placed, e);
      throw e;
    }
    deleteOld();
  }

  /** Deletes what waits under temporary names, as far as that can be done. */
  void discard() {
    for (Path target : targets) {
      try {
        delete(temporary(target));
      } catch (IOException e) {
        LOG.warn("{} is left behind: {}", temporary(target), e.getMessage());
      }
    }
  }

  private void undo(List<Path> placed, IOException cause) {
    try {
      for (Path target : placed) {
        delete(target);
      }
      restore();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void restore() throws IOException {
    for (Path target : targets) {
      if (system.exists(aside(target))) {
        delete(target);
        rename(aside(target), target);
      }
    }
  }

  /** What stays is in nobody's way: the next replacement deletes it. */
  private void deleteOld() {
    for (Path target : targets) {
      try {
        delete(aside(target));
      } catch (IOException e) {
        LOG.warn("{} is left behind: {}", aside(target), e.getMessage());
      }
    }
  }

  private void delete(Path path) throws IOException {
    if (system.exists(path) && !system.delete(path, true) && system.exists(path)) {
      throw new IOException("cannot delete " + path);
    }
  }

  private void rename(Path from, Path to) throws IOException {
    if (!system.rename(from, to) || !system.exists(to)) {
      throw new IOException("cannot rename " + from + " to " + to.getName());
    }
  }
}
