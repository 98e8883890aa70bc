package normflow.spark;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * What makes a job of few rows on this machine end sooner. None of it has an influence on the
 * result.
 */
public final class ShortJob {

  /** Generated code of so few rows takes longer to compile than it saves. */
  private static final long MOST_BYTES = 4L * 1024 * 1024;

  private ShortJob() {}

  /**
   * Settings of a session that ends with a job, unless others are asked for.
   *
   * @param here whether tasks run in this process, so that nobody else looks after them
   * @param small whether the rows are few
   */
  public static Map<String, String> settings(boolean here, boolean small) {
    Map<String, String> settings = new HashMap<>();
    if (here) {
      settings.put("spark.ui.enabled", "false");
    }
    if (small) {
      settings.put("spark.sql.codegen.wholeStage", "false");
      settings.put("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    }
    return settings;
  }

  /** Whether rows of doubles are few. */
  public static boolean isSmall(long rows, int columns) {
    return rows <= MOST_BYTES / Double.BYTES / columns;
  }

  /** Whether a path is that of a small file, or of a folder of such; not if that is unknown. */
  public static boolean isSmall(Storage storage, String path) {
    Path place = storage.standing(StoragePath.of(path));
    try {
      long bytes = 0;
      for (FileStatus file : storage.system(place).listStatus(place)) {
        bytes += file.isDirectory() ? MOST_BYTES + 1 : file.getLen();
      }
      return bytes <= MOST_BYTES;
    } catch (IOException e) {
      return false;
    }
  }
}
