package normflow.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import normflow.codec.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {

  @TempDir private java.nio.file.Path folder;

  private final Configuration configuration = new Configuration();
  private final Storage storage = new Storage(configuration);

  @Test
  void aNameThatNoDiskHoldsIsWrongInput() {
    String longest = "a".repeat(255);
    for (String path : List.of(longest, "x/{" + longest + ",b}", "s3a://bucket/b" + longest)) {
      assertEquals(new Path(path), StoragePath.of(path));
    }
    for (String path : List.of("b" + longest, "file:/x/b" + longest + "/y", "é".repeat(128))) {
      assertThrows(ConfigException.class, () -> StoragePath.of(path), path);
    }
  }

  @Test
  void theFileSystemOfTheApplicationKeepsItsChecksums() throws IOException {
    for (int round = 0; round < 2; round++) {
      storage.write(path("ours"), "text");
      storage.writeAll(path("folder"), java.util.Map.of("a", new byte[] {1}));
      storage.overwrite(path("beat"), new byte[] {1});
      storage.create(path("lines")).close();
      assertTrue(storage.exists(path("ours")));
      assertEquals(List.of("beat", "folder", "lines", "ours"), storage.list(path("")));
      assertEquals(List.of("a"), storage.list(path("folder")));
    }
    byOthers("theirs", "text");
    assertTrue(Files.exists(folder.resolve(".theirs.crc")), "checksums are off for others");
    // A file of theirs is checked, and can be ours from then on.
    Files.writeString(folder.resolve("theirs"), "tex!");
    assertEquals(
        "cannot read",
        org.junit.jupiter.api.Assertions.assertThrows(
                java.io.UncheckedIOException.class, () -> storage.readText(path("theirs")))
            .getMessage()
            .substring(0, 11));
    storage.overwrite(path("theirs"), "ours".getBytes(StandardCharsets.UTF_8));
    assertFalse(Files.exists(folder.resolve(".theirs.crc")), "sums of another content");
    assertEquals("ours", storage.readText(path("theirs")));
  }

  private void byOthers(String name, String text) throws IOException {
    FileSystem system = FileSystem.get(path(name).toUri(), configuration);
    try (OutputStream stream = system.create(path(name))) {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Path path(String name) {
    return new Path("file:" + folder + "/" + name);
  }
}
