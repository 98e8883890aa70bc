package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.storage.FaultyFileSystem;
import normflow.storage.FaultyFileSystem.Fault;
import normflow.store.Provenance;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training whose file system fails at the k-th operation, for every k. */
class FaultyTrainingIT {

  private static final List<Fault> FAULTS = List.of(Fault.HALTS, Fault.REFUSES);

  @TempDir private static Path folder;
  private static SparkSession session;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false").getOrCreate();
  }

  @AfterAll
  static void stop() {
    FaultyFileSystem.disarm();
    FaultyFileSystem.report(FaultyTrainingIT.class);
    session.stop();
  }

  /** A training that stops at a fault and is resumed ends with the bits of one that did not. */
  @Test
  void train() throws IOException {
    Commands.ok("train", job("whole", 6).toString(), "--no-report", "--quiet");
    String digest = digest("whole");
    for (Fault fault : FAULTS) {
      boolean happened = true;
      for (long k = 1; happened; k++) {
        String name = fault.name().toLowerCase(java.util.Locale.ROOT) + k;
        String[] command = {
          "train",
          job(name, 6).toString(),
          "--no-report",
          "--quiet",
          "--output",
          "faulty:" + folder.resolve(name)
        };
        FaultyFileSystem.arm(fault, k);
        Commands ran = Commands.run(command);
        happened = FaultyFileSystem.disarm();
        removeClaims();
        String where = fault + " at " + k + ": " + ran.printed();
        assertTrue(ran.status() == 0 || happened, where);
        assertTrue(ran.status() == 0 || ran.printed().contains("faulty:/"), where);
        if (ran.status() != 0) {
          Commands.ok(joined(command, new String[] {"--resume"}));
        }
        assertEquals(digest, digest(name), where);
      }
    }
  }

  /** A claim that a fault left is void when its process has ended; this one goes on. */
  private static void removeClaims() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().contains(".claim")).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String[] joined(String[]... parts) {
    return Stream.of(parts).flatMap(Stream::of).toArray(String[]::new);
  }

  private static Path job(String name, int steps) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        data: {type: generated, density: rings, rows: 40}
        flow: {type: planar, layers: 1}
        training: {batchSize: 32, steps: %d, validationInterval: 3}
        checkpoints: {steps: 3, keep: 1}
        partitions: 1
        output: %s
        """
            .formatted(steps, folder.resolve(name)));
  }

  private static String digest(String model) throws IOException {
    String text = Files.readString(folder.resolve(model).resolve("provenance.json"));
    return Codec.json("provenance", text, Provenance.class).parametersSha256();
  }
}
