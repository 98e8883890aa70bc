package normflow.spark.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.spark.checkpoint.CheckpointFolder;
import normflow.storage.Digest;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.store.ModelStore;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a later version wrote is said to be that, and is neither damage nor a riddle of keys. */
class LaterVersionTest {

  private static final Path GOLDEN =
      Path.of("src/test/resources/normflow/golden/0.1.0/ended/density");

  @TempDir private Path folder;

  @Test
  void aModelOfALaterVersionIsNamed() throws IOException {
    for (String name : new String[] {"flow.json", "parameters.safetensors"}) {
      Files.copy(GOLDEN.resolve(name), folder.resolve(name));
    }
    later(folder.resolve("flow.json"));
    String error =
        assertThrows(
                ConfigException.class,
                () ->
                    new ModelStore(new Storage(new Configuration()))
                        .load(StoragePath.of(folder.toString())))
            .getMessage();
    assertTrue(error.contains("flow.json: format version 7, written by a later version"), error);
  }

  @Test
  void aCheckpointOfALaterVersionIsNotDamaged() throws IOException {
    Path golden;
    try (Stream<Path> found = Files.list(GOLDEN.resolve("checkpoints"))) {
      golden = found.sorted().findFirst().orElseThrow();
    }
    Path made = Files.createDirectories(folder.resolve("made"));
    try (Stream<Path> files = Files.list(golden)) {
      for (Path file : files.toList()) {
        Files.copy(file, made.resolve(file.getFileName()));
      }
    }
    later(made.resolve("manifest.json"));
    String digest = Digest.sha256(Files.readAllBytes(made.resolve("manifest.json")));
    String name = golden.getFileName().toString();
    Path renamed =
        folder.resolve(name.substring(0, name.lastIndexOf('-') + 1) + digest.substring(0, 16));
    Files.move(made, renamed);
    String error =
        assertThrows(
                ConfigException.class,
                () ->
                    new CheckpointFolder(
                            new Storage(new Configuration()), StoragePath.of(renamed.toString()))
                        .read())
            .getMessage();
    assertTrue(error.contains("format version 7, written by a later version"), error);
  }

  /** Another version, and a key that nobody knows yet. */
  private static void later(Path file) throws IOException {
    String text = Files.readString(file, UTF_8);
    String version = "\"formatVersion\" : 1";
    assertTrue(text.contains(version), text);
    Files.writeString(file, text.replace(version, "\"novelty\" : 3, \"formatVersion\" : 7"), UTF_8);
  }
}
