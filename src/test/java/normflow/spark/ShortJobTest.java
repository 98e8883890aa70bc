package normflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import normflow.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShortJobTest {

  private static final int MOST_BYTES = 4 * 1024 * 1024;

  @TempDir private Path folder;

  @Test
  void fewBytesAreSmall() throws IOException {
    file("a.csv", MOST_BYTES / 2);
    file("b.csv", MOST_BYTES / 2);
    assertTrue(isSmall("a.csv"));
    assertTrue(isSmall(""));
    file("b.csv", MOST_BYTES / 2 + 1);
    assertFalse(isSmall(""));
    assertTrue(ShortJob.isSmall(MOST_BYTES / 16, 2));
    assertFalse(ShortJob.isSmall(MOST_BYTES / 16 + 1, 2));
    assertFalse(ShortJob.isSmall(Long.MAX_VALUE, 2));
  }

  @Test
  void whatIsNotKnownIsNotSmall() throws IOException {
    file("a.csv", 1);
    assertFalse(isSmall("*.csv"));
    assertFalse(isSmall("none"));
    Files.createDirectory(folder.resolve("part=1"));
    assertFalse(isSmall(""));
  }

  @Test
  void aClusterKeepsItsPages() {
    assertEquals(Map.of(), ShortJob.settings(false, false));
    assertEquals(Map.of("spark.ui.enabled", "false"), ShortJob.settings(true, false));
  }

  private boolean isSmall(String name) {
    return ShortJob.isSmall(new Storage(new Configuration()), folder + "/" + name);
  }

  private void file(String name, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
      file.setLength(bytes);
    }
  }
}
