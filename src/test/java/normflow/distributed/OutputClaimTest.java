package normflow.distributed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import normflow.config.ConfigException;
import normflow.train.TrainingException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs on one output. */
class OutputClaimTest {

  @TempDir private Path folder;

  private final Storage storage = new Storage(new Configuration());

  @Test
  void ofSixteenThreadsOneHoldsTheOutput() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      for (int round = 0; round < 50; round++) {
        org.apache.hadoop.fs.Path output = output("contested" + round);
        if (round % 2 == 1) {
          // A claim of a process that is gone does not let two in either.
          Files.write(claim("contested" + round), owner("localhost-of-nobody", 1).bytes());
          age(claim("contested" + round), 600);
        }
        CyclicBarrier start = new CyclicBarrier(16);
        List<Callable<OutputClaim>> takers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          takers.add(
              () -> {
                start.await();
                try {
                  return OutputClaim.take(storage, output, "run");
                } catch (ConfigException e) {
                  assertTrue(e.getMessage().contains(output.toString()), e.getMessage());
                  return null;
                }
              });
        }
        int holders = 0;
        for (Future<OutputClaim> taken : threads.invokeAll(takers)) {
          OutputClaim claim = taken.get();
          if (claim != null) {
            holders++;
            claim.check();
            claim.close();
          }
        }
        assertEquals(1, holders, "round " + round);
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(List.of(), names());
  }

  @Test
  void theClaimOfALivingProcessIsNamed() {
    try (OutputClaim claim = OutputClaim.take(storage, output("model"), "app-7")) {
      claim.check();
      ConfigException error =
          assertThrows(
              ConfigException.class,
              () -> OutputClaim.take(storage, output("model"), "app-8").close());
      for (String part :
          List.of("app-7", "pid : " + ProcessHandle.current().pid(), ".model.claim", "60 s")) {
        assertTrue(error.getMessage().contains(part), error.getMessage());
      }
    }
    OutputClaim.take(storage, output("model"), "app-9").close();
    assertEquals(List.of(), names());
  }

  @Test
  void theClaimOfAProcessThatIsGoneFromThisHostIsVoidAtOnce() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    OutputClaim.Owner mine = OutputClaim.Owner.of("run");
    String start = process.info().startInstant().map(Instant::toString).orElseThrow();
    Files.write(claim("a"), owner(mine.host(), process.pid(), start).bytes());
    assertThrows(
        ConfigException.class, () -> OutputClaim.take(storage, output("a"), "run").close());
    process.destroyForcibly().waitFor();
    OutputClaim.take(storage, output("a"), "run").close();
    // The same pid, but another process.
    Files.write(claim("b"), owner(mine.host(), mine.pid(), "2001-01-01T00:00:00Z").bytes());
    OutputClaim.take(storage, output("b"), "run").close();
    assertEquals(List.of(), names());
  }

  @Test
  void theClaimOfAnotherHostIsVoidWithoutASignOfLife() throws IOException {
    Files.write(claim("a"), owner("another-host", 1).bytes());
    age(claim("a"), 30);
    ConfigException error =
        assertThrows(
            ConfigException.class, () -> OutputClaim.take(storage, output("a"), "run").close());
    assertTrue(error.getMessage().contains("another-host"), error.getMessage());
    age(claim("a"), 90);
    OutputClaim.take(storage, output("a"), "run").close();
    // Half written, or damaged: nobody knows whose it is, so it counts until it is old.
    Files.write(claim("b"), new byte[] {'{', 0});
    assertThrows(
        ConfigException.class, () -> OutputClaim.take(storage, output("b"), "run").close());
    age(claim("b"), 90);
    OutputClaim.take(storage, output("b"), "run").close();
    assertEquals(List.of(), names());
  }

  @Test
  void anOwnerThatWasThoughtDeadStopsAndLeavesTheOutputAlone() throws IOException {
    try (OutputClaim slow = OutputClaim.take(storage, output("a"), "slow")) {
      Files.write(claim("a"), owner("another-host", 1).bytes());
      TrainingException error = assertThrows(TrainingException.class, slow::check);
      assertTrue(error.getMessage().contains("took it over"), error.getMessage());
    }
    assertTrue(Files.exists(claim("a")), "the other run's claim is not deleted");
  }

  private org.apache.hadoop.fs.Path output(String name) {
    return new org.apache.hadoop.fs.Path(folder.resolve(name).toString());
  }

  private Path claim(String name) {
    return folder.resolve("." + name + ".claim");
  }

  private static void age(Path claim, long seconds) throws IOException {
    Files.setLastModifiedTime(claim, FileTime.from(Instant.now().minusSeconds(seconds)));
  }

  private static OutputClaim.Owner owner(String host, long pid) {
    return owner(host, pid, "2026-01-01T00:00:00Z");
  }

  private static OutputClaim.Owner owner(String host, long pid, String start) {
    return new OutputClaim.Owner(host, pid, start, "run", "2026-01-01T00:00:00Z", "unique");
  }

  private List<String> names() {
    try (Stream<Path> found = Files.list(folder)) {
      return found.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
