package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authentication and encryption switched on, and what the logs of executors tell. */
class SecureClusterIT {

  private static final String VALUE = "31415.9265";

  @TempDir private static Path folder;

  @Test
  void trainsWithoutTellingSecretsOrRows() throws IOException {
    Path work = Path.of("target/spark/work");
    List<Path> before = logs(work);
    String secret = UUID.randomUUID().toString();
    Map<String, String> settings = Cluster.properties("conf/spark-secure.conf");
    for (String name :
        List.of(
            "spark.authenticate", "spark.network.crypto.enabled", "spark.io.encryption.enabled")) {
      assertEquals("true", settings.get(name), name);
    }
    settings.put("spark.authenticate.secret", secret);
    String printed;
    try (Cluster cluster = new Cluster(2, settings)) {
      printed = Commands.ok("train", job().toString(), "--no-report");
      assertEquals(0, cluster.lost());
    }
    List<Path> logs = logs(work).stream().filter(path -> !before.contains(path)).toList();
    assertTrue(logs.size() >= 2, logs::toString);
    StringBuilder said = new StringBuilder(printed);
    for (Path log : logs) {
      said.append(Files.readString(log));
    }
    assertTrue(said.toString().contains("Finished task"), "the logs are those of executors");
    assertFalse(said.toString().contains(secret), "the secret is in a log");
    assertFalse(said.toString().contains(VALUE), "a row is in a log");
  }

  private static List<Path> logs(Path work) throws IOException {
    if (!Files.exists(work)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(work)) {
      return files.filter(path -> path.endsWith("stderr") || path.endsWith("stdout")).toList();
    }
  }

  private static Path job() throws IOException {
    StringBuilder table = new StringBuilder("a,b\n");
    for (int i = 0; i < 400; i++) {
      table.append(i % 7 + i * 0.01).append(',').append(i == 9 ? VALUE : i * 31 % 101).append('\n');
    }
    Path csv = Files.writeString(folder.resolve("table.csv"), table);
    return Files.writeString(
        folder.resolve("job.yaml"),
        """
        data: {type: table, format: csv, path: %s, columns: [a, b]}
        validation: {share: 0.1}
        flow: {type: planar, layers: 2}
        training: {batchSize: 64, steps: 10, validationInterval: 5}
        partitions: 2
        output: %s
        """
            .formatted(csv, folder.resolve("model")));
  }
}
