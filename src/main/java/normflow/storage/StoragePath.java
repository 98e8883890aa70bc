package normflow.storage;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.config.Environment;
import normflow.text.Shown;
import org.apache.hadoop.fs.Path;

/** Paths as users write them. */
public final class StoragePath {

  /** Longest name of a file or folder, on local disks and HDFS. */
  private static final int MOST_NAME_BYTES = 255;

  private StoragePath() {}

  /**
   * The path that a text names, in which <code>${env:NAME}</code> stands for a variable.
   *
   * @throws ConfigException if it names none
   */
  public static Path of(String text) {
    String resolved = Environment.resolved("path", text);
    try {
      Path path = new Path(resolved);
      if (isTooLong(path)) {
        throw new ConfigException(
            Shown.value(text) + ": no name in a path has more than " + MOST_NAME_BYTES + " bytes",
            null);
      }
      return path;
    } catch (IllegalArgumentException e) {
      throw new ConfigException(Shown.value(text) + ": is no path; " + e.getMessage(), e);
    }
  }

  /** Object stores have keys, not names; a pattern is longer than the names that it finds. */
  private static boolean isTooLong(Path path) {
    String scheme = path.toUri().getScheme();
    return (scheme == null || scheme.equals("file") || scheme.equals("hdfs"))
        && Stream.of(path.toUri().getPath().split("/", -1))
            .filter(name -> name.chars().noneMatch(c -> "{[*?".indexOf(c) >= 0))
            .anyMatch(name -> name.getBytes(StandardCharsets.UTF_8).length > MOST_NAME_BYTES);
  }
}
