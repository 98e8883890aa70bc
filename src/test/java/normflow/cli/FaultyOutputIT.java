package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import normflow.config.Codec;
import normflow.distributed.FaultyFileSystem;
import normflow.distributed.FaultyFileSystem.Fault;
import normflow.distributed.Provenance;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose file system fails at the k-th operation, for every k. */
class FaultyOutputIT {

  private static final List<Fault> ALL =
      List.of(Fault.THROWS, Fault.HALTS, Fault.REFUSES, Fault.FULL);

  @TempDir private static Path folder;
  private static SparkSession session;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
  }

  @AfterAll
  static void stop() {
    FaultyFileSystem.disarm();
    session.stop();
  }

  @Test
  void generate() throws IOException {
    String[] command = {"generate", "--density", "rings", "--format", "csv", "--partitions", "1"};
    tables("generated", new String[] {"--rows", "3"}, new String[] {"--rows", "5"}, command);
  }

  @Test
  void scoreAndSample() throws IOException {
    Path job = job("model", 20);
    Commands.ok("train", job.toString(), "--no-report", "--quiet");
    String model = folder.resolve("model").toString();
    String[] sample = {"sample", "--model", model, "--partitions", "1", "--output-format", "csv"};
    tables("drawn", new String[] {"--rows", "3"}, new String[] {"--rows", "5"}, sample);
    List<String[]> data = new ArrayList<>();
    for (String rows : List.of("3", "5")) {
      String table = folder.resolve("rows" + rows).toString();
      Commands.ok("generate", "--density", "rings", "--rows", rows, "--output", table);
      data.add(new String[] {"--data", table});
    }
    String[] score = {"score", "--model", model, "--partitions", "1", "--output-format", "csv"};
    tables("scored", data.get(0), data.get(1), score);
  }

  /** A table of 3 rows is to be replaced by one of 5: afterwards there is one of both. */
  private static void tables(String name, String[] old, String[] replacing, String... command)
      throws IOException {
    Path table = folder.resolve(name);
    String[] output = {"--output", "faulty:" + table, "--overwrite"};
    for (Fault fault : ALL) {
      boolean happened = true;
      for (long k = 1; happened; k++) {
        Commands.ok(joined(command, old, output));
        FaultyFileSystem.arm(fault, k);
        Commands ran = Commands.run(joined(command, replacing, output));
        happened = FaultyFileSystem.disarm();
        removeClaims();
        String where = fault + " at " + k + ": " + ran.printed();
        assertTrue(ran.status() == 0 || happened, where);
        assertTrue(ran.status() == 0 || ran.printed().contains("faulty:/"), where);
        assertTrue(!ran.printed().contains("\tat "), "a stack trace: " + where);
        long rows = rows(table);
        assertTrue(rows == 5 || (rows == 3 && ran.status() != 0), rows + " rows, " + where);
      }
      Commands.ok(joined(command, old, output));
      try (Stream<Path> left = Files.list(folder)) {
        List<String> names = left.map(path -> path.getFileName().toString()).toList();
        assertEquals(List.of(), names.stream().filter(n -> n.startsWith("." + name)).toList());
      }
    }
  }

  /** Rows that are found under the name, or aside when the end came between two renamings. */
  private static long rows(Path table) throws IOException {
    Path aside = table.resolveSibling("." + table.getFileName() + ".old");
    Path found = Files.exists(table) ? table : aside;
    long rows = 0;
    try (Stream<Path> files = Files.list(found)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".csv")).toList()) {
        rows += Files.readAllLines(file).size() - 1;
      }
    }
    return rows;
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

  /** A training that stops at a fault and is resumed ends with the bits of one that did not. */
  @Test
  void train() throws IOException {
    Commands.ok("train", job("whole", 12).toString(), "--no-report", "--quiet");
    String digest = digest("whole");
    for (Fault fault : List.of(Fault.THROWS, Fault.HALTS, Fault.LOSES, Fault.REFUSES, Fault.FULL)) {
      boolean happened = true;
      for (long k = 1; happened; k += 1) {
        String name = fault.name().toLowerCase(java.util.Locale.ROOT) + k;
        String[] command = {
          "train",
          job(name, 12).toString(),
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

  private static Path job(String name, int steps) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        data: {type: generated, density: rings, rows: 60}
        flow: {type: planar, layers: 1}
        training: {batchSize: 32, steps: %d, validationInterval: 6}
        checkpoints: {steps: 6, keep: 1}
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
