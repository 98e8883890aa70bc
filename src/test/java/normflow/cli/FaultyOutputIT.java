package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import normflow.storage.FaultyFileSystem;
import normflow.storage.FaultyFileSystem.Fault;
import normflow.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose file system fails at the k-th operation, for every k. */
class FaultyOutputIT {

  private static final List<Fault> ALL =
      List.of(Fault.THROWS, Fault.HALTS, Fault.REFUSES, Fault.FULL);

  /** Of commands that write as {@code generate} does. */
  private static final List<Fault> SOME = List.of(Fault.HALTS);

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
    FaultyFileSystem.report(FaultyOutputIT.class);
    session.stop();
  }

  @Test
  void generate() throws IOException {
    String[] command = {"generate", "--density", "rings", "--format", "csv", "--partitions", "1"};
    tables("generated", ALL, joined(command, new String[] {"--rows", "5"}));
  }

  @Test
  void scoreAndSample() throws IOException {
    Commands.ok("train", job("model", 6).toString(), "--no-report", "--quiet");
    String model = folder.resolve("model").toString();
    String[] common = {"--model", model, "--partitions", "1", "--output-format", "csv"};
    tables("drawn", SOME, joined(new String[] {"sample", "--rows", "5"}, common));
    String table = folder.resolve("table").toString();
    Commands.ok("generate", "--density", "rings", "--rows", "5", "--output", table);
    tables(
        "scored", SOME, joined(new String[] {"score", "--column", "p", "--data", table}, common));
  }

  /** A table of 3 rows is to be replaced by one of 5: afterwards there is one of both. */
  private static void tables(String name, List<Fault> faults, String[] command) throws IOException {
    Path table = folder.resolve(name);
    String[] arguments =
        joined(command, new String[] {"--output", "faulty:" + table, "--overwrite"});
    for (Fault fault : faults) {
      boolean happened = true;
      for (long k = 1; happened; k++) {
        threeRows(table);
        FaultyFileSystem.arm(fault, k);
        Commands ran = Commands.run(arguments);
        happened = FaultyFileSystem.disarm();
        removeClaims();
        String where = fault + " at " + k + ": " + ran.printed();
        assertTrue(ran.status() == 0 || happened, where);
        assertTrue(ran.status() == 0 || ran.printed().contains("faulty:/"), where);
        assertTrue(!ran.printed().contains("\tat "), "a stack trace: " + where);
        long rows = rows(table);
        assertTrue(rows == 5 || (rows == 3 && ran.status() != 0), rows + " rows, " + where);
      }
      Commands.ok(arguments);
      assertEquals(5, rows(table));
      try (Stream<Path> left = Files.list(folder)) {
        List<String> names = left.map(path -> path.getFileName().toString()).toList();
        assertEquals(List.of(), names.stream().filter(n -> n.startsWith("." + name)).toList());
      }
    }
  }

  /** The old table; what a fault left beside it stays. */
  private static void threeRows(Path table) throws IOException {
    new Storage(new Configuration()).delete(new org.apache.hadoop.fs.Path(table.toString()));
    Files.createDirectories(table);
    Files.writeString(table.resolve("part-00000.csv"), "x0\n1\n2\n3\n");
    Files.writeString(table.resolve("_normflow"), "");
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
}
