package normflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/format.md says is enough to score: a reader in Python agrees on every kind of model.
 */
@Tag("slow")
class PythonReaderTest {

  private static final Path GOLDEN = Path.of("src/test/resources/normflow/golden");

  @TempDir private Path folder;

  @BeforeAll
  static void requireNumPy() throws IOException, InterruptedException {
    boolean found;
    try {
      found = new ProcessBuilder("python3", "-c", "import numpy").start().waitFor() == 0;
    } catch (IOException e) {
      found = false;
    }
    assumeTrue(found, "python3 with numpy is not here");
  }

  @Test
  void everyLayerBaseAndContextOfToday() throws IOException, InterruptedException {
    GoldenFolders.models(folder.resolve("models"));
    agrees(folder.resolve("models"));
  }

  @Test
  void modelsOfEarlierVersions() throws IOException, InterruptedException {
    try (var versions = Files.list(GOLDEN)) {
      for (Path version : versions.toList()) {
        agrees(version.resolve("models"));
      }
    }
  }

  private static void agrees(Path models) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "python3", "src/test/python/check_models.py", "src/main/python", models.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), printed);
  }
}
