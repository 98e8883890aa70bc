package normflow.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import normflow.codec.ConfigException;
import normflow.train.TrainingException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs on one output. */
class OutputClaimTest {

  @TempDir private Path folder;
  @TempDir private Path system;

  private final Storage storage = new Storage(new Configuration());

  @Test
  void ofSixteenThreadsOneHoldsTheOutput() throws Exception {
    Proc here = new Proc("here");
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      for (int round = 0; round < 50; round++) {
        org.apache.hadoop.fs.Path output = output("contested" + round);
        if (round % 2 == 1) {
          // A claim that is void, seen or watched, does not let two in either.
          Files.write(
              claim("contested" + round),
              round % 4 == 1 ? owner(here.identity(99, 1)).bytes() : new byte[] {'{'});
        }
        CyclicBarrier start = new CyclicBarrier(16);
        List<Callable<OutputClaim>> takers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          takers.add(
              () -> {
                start.await();
                try {
                  return OutputClaim.take(here.watch(), output, "run");
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
          List.of("app-7", "process " + ProcessHandle.current().pid(), "its process is alive")) {
        assertTrue(error.getMessage().contains(part), error.getMessage());
      }
    }
    OutputClaim.take(storage, output("model"), "app-9").close();
    assertEquals(List.of(), names());
  }

  @Test
  void theClaimOfAProcessThatIsGoneIsVoidAtOnce() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    ProcessIdentity me = ProcessIdentity.here(ProcessIdentity.PROC).orElseThrow();
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    long ticks = Long.parseLong(stat.substring(stat.indexOf(") ") + 2).split(" ")[19]);
    Files.write(claim("a"), owner(like(me, process.pid(), ticks)).bytes());
    assertThrows(
        ConfigException.class, () -> OutputClaim.take(storage, output("a"), "run").close());
    process.destroyForcibly().waitFor();
    OutputClaim.take(storage, output("a"), "run").close();
    // The same pid, but another process.
    Files.write(claim("b"), owner(like(me, me.pid(), me.startTicks() - 1)).bytes());
    OutputClaim.take(storage, output("b"), "run").close();
    assertEquals(List.of(), names());
  }

  @Test
  void aProcessIsTheSameWhateverTheClockSays() throws IOException {
    Proc proc = new Proc("proc").process(12, 345).process(13, 400);
    Files.write(claim("a"), owner(proc.identity(12, 345)).bytes());
    // A clock that is stepped by an hour dates files and processes anew, and moves no tick.
    Files.setLastModifiedTime(claim("a"), FileTime.from(Instant.now().minusSeconds(3600)));
    assertRefused("its process is alive", proc.watch(), "a");
    Files.setLastModifiedTime(claim("a"), FileTime.from(Instant.now().plusSeconds(3600)));
    assertRefused("its process is alive", proc.watch(), "a");
    // A program may call itself anything.
    proc.process(12, 345, "a ) Z b", "S");
    assertRefused("its process is alive", proc.watch(), "a");
    // It has ended, and nobody has asked how.
    proc.process(12, 345, "java", "Z");
    OutputClaim.take(proc.watch(), output("a"), "run").close();
  }

  @Test
  void whatCannotBeSeenIsWatchedForAMinute() throws IOException {
    Proc here = new Proc("here").process(12, 345);
    ProcessIdentity me = here.identity(12, 345);
    List<byte[]> unseen =
        List.of(
            // Another container with this host's name, and a process of the same number.
            owner(new ProcessIdentity(me.boot(), "pid:[2]", me.user(), 99, 1)).bytes(),
            // This machine before its last start, or another one.
            owner(new ProcessIdentity("boot", me.namespace(), me.user(), 99, 1)).bytes(),
            // Another user, whose processes may be hidden.
            owner(new ProcessIdentity(me.boot(), me.namespace(), me.user() + 1, 99, 1)).bytes(),
            // A system that does not say.
            new OutputClaim.Owner("host", Optional.empty(), "run", "now", "unique", 3).bytes(),
            // As version 0.1.0 wrote it; half written; damaged.
            ("{\"host\":\"host\",\"pid\":99,\"processStart\":\"2026-01-01T00:00:00Z\",\"run\":\"run\","
                    + "\"since\":\"2026-01-01T00:00:00Z\",\"unique\":\"unique\"}")
                .getBytes(UTF_8),
            new byte[0],
            new byte[] {'{', 0});
    for (int i = 0; i < unseen.size(); i++) {
      Files.write(claim("a"), unseen.get(i));
      Files.setLastModifiedTime(claim("a"), FileTime.from(Instant.now().minusSeconds(3600)));
      long[] waited = {0};
      OutputClaim.take(
              here.watch(millis -> waited[0] += millis * 1_000_000, () -> waited[0]),
              output("a"),
              "run")
          .close();
      assertTrue(waited[0] >= 60_000_000_000L, i + ": void after " + waited[0] + " ns");
    }
    assertEquals(List.of(), names());
  }

  @Test
  void aSignOfLifeWhileItIsWatchedIsEnough() throws IOException {
    ClaimWatch.Rest beats =
        millis -> {
          try {
            Files.write(claim("a"), other().beat().bytes());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    // Version 0.1.0 writes the same again, which only the date tells.
    ClaimWatch.Rest touches =
        millis -> {
          try {
            Files.setLastModifiedTime(claim("a"), FileTime.fromMillis(millis));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    for (ClaimWatch.Rest rest : List.of(beats, touches)) {
      Files.write(claim("a"), other().bytes());
      assertRefused("has just given a sign of life", new Proc("here").watch(rest, () -> 0), "a");
    }
    assertTrue(Files.exists(claim("a")), "the other run's claim is not deleted");
    // Its owner lets it go.
    ClaimWatch.Rest ends =
        millis -> {
          try {
            Files.delete(claim("a"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    OutputClaim.take(new Proc("here").watch(ends, () -> 0), output("a"), "run").close();
  }

  private void assertRefused(String reason, ClaimWatch watch, String name) {
    ConfigException error =
        assertThrows(
            ConfigException.class, () -> OutputClaim.take(watch, output(name), "run").close());
    assertTrue(error.getMessage().contains(reason), error.getMessage());
    assertTrue(error.getMessage().contains(output(name).toString()), error.getMessage());
  }

  @Test
  void anOwnerThatWasThoughtDeadStopsAndLeavesTheOutputAlone() throws IOException {
    try (OutputClaim slow = OutputClaim.take(storage, output("a"), "slow")) {
      Files.write(claim("a"), other().bytes());
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

  private static OutputClaim.Owner owner(ProcessIdentity process) {
    return new OutputClaim.Owner("host", Optional.of(process), "run", "now", "unique", 0);
  }

  private static OutputClaim.Owner other() {
    return owner(new ProcessIdentity("another boot", "pid:[1]", 0, 1, 1));
  }

  private static ProcessIdentity like(ProcessIdentity here, long pid, long ticks) {
    return new ProcessIdentity(here.boot(), here.namespace(), here.user(), pid, ticks);
  }

  private List<String> names() {
    try (Stream<Path> found = Files.list(folder)) {
      return found.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a system tells of its processes; this one is 7. */
  private final class Proc {
    private final Path root;

    Proc(String name) throws IOException {
      root = system.resolve(name);
      if (Files.notExists(root)) {
        Files.createDirectories(root.resolve("sys/kernel/random"));
        Files.writeString(root.resolve("sys/kernel/random/boot_id"), "this boot\n");
        process(7, 5);
        Files.createDirectories(root.resolve("7/ns"));
        Files.createSymbolicLink(root.resolve("7/ns/pid"), Path.of("pid:[1]"));
        Files.createSymbolicLink(root.resolve("self"), Path.of("7"));
      }
    }

    Proc process(long pid, long ticks) throws IOException {
      return process(pid, ticks, "java", "S");
    }

    Proc process(long pid, long ticks, String name, String state) throws IOException {
      Path folder = Files.createDirectories(root.resolve(Long.toString(pid)));
      Files.writeString(
          folder.resolve("stat"),
          pid + " (" + name + ") " + state + " 1".repeat(18) + " " + ticks + " 1 1\n");
      return this;
    }

    ProcessIdentity identity(long pid, long ticks) {
      return like(ProcessIdentity.here(root).orElseThrow(), pid, ticks);
    }

    /** Where nobody has to wait. */
    ClaimWatch watch() {
      AtomicLong time = new AtomicLong();
      return watch(millis -> Thread.sleep(1), () -> time.getAndAdd(TimeUnit.SECONDS.toNanos(20)));
    }

    ClaimWatch watch(ClaimWatch.Rest rest, LongSupplier nanoTime) {
      return new ClaimWatch(storage, root, nanoTime, rest);
    }
  }
}
