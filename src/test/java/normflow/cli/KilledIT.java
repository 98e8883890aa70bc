package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.store.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver process that is killed with no chance to say goodbye, or with one. */
class KilledIT {

  private static final int KILLS = 3;

  /** The one that is asked to end. */
  private static final int TERMINATED = 1;

  /** SIGTERM, as shells say it. */
  private static final int SIGTERM_STATUS = 143;

  private static final Pattern LAST_WORDS =
      Pattern.compile("error: terminated at step (\\d+); --resume goes on from there");

  @TempDir private Path folder;

  @Test
  void aRunThatIsKilledAgainAndAgainResumesToTheSameBits()
      throws IOException, InterruptedException {
    Path job = folder.resolve("job.yaml");
    Files.writeString(
        job,
        """
        data: {type: generated, density: two-circles, rows: 2000}
        validation: {share: 0.1}
        flow: {type: realnvp, couplings: 2, hidden: [8]}
        training: {batchSize: 128, steps: 300, validationInterval: 50}
        checkpoints: {steps: 5, keep: 2}
        partitions: 2
        output: unused
        """);
    assertEquals(0, start(job, "whole").finish());
    SplittableRandom random = new SplittableRandom(11);
    int step = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      step += 10 + random.nextInt(60);
      DriverProcess killed = kill == 0 ? start(job, "killed") : start(job, "killed", "--resume");
      waitForCheckpoint(killed.process(), step);
      if (kill == 0) {
        refusesASecondRun(job, killed.process());
      }
      // In the middle of a step, of a checkpoint, of a validation: wherever that is.
      Thread.sleep(random.nextInt(40));
      if (kill == TERMINATED) {
        endsInGoodOrder(killed);
      } else {
        assertTrue(killed.kill() != 0, "the run ended before it was killed");
      }
      assertTrue(Files.notExists(folder.resolve("killed/flow.json")));
    }
    assertEquals(0, start(job, "killed", "--resume").finish());
    assertEquals(digest("whole"), digest("killed"));
    assertTrue(Files.notExists(folder.resolve(".killed.claim")));
  }

  @Test
  void aReportThatIsCutOffIsSaidToBeMissingAndCanBeMadeUp()
      throws IOException, InterruptedException {
    Path job = folder.resolve("job.yaml");
    Files.writeString(
        job,
        """
        data: {type: generated, density: two-circles, rows: 2000}
        flow: {type: planar, layers: 4}
        training: {steps: 5}
        partitions: 2
        output: unused
        """);
    Path log = folder.resolve("log.txt");
    String model = folder.resolve("model").toString();
    DriverProcess run =
        DriverProcess.start(log, List.of("train", job.toString(), "--output", model));
    while (run.process().isAlive() && !Files.readString(log).contains("report: 2/")) {
      Thread.sleep(20);
    }
    assertEquals(SIGTERM_STATUS, run.terminate());
    String command = "report --overwrite --model " + model;
    String said = Files.readString(log);
    assertTrue(
        said.contains("its report is missing: terminated; make it up with: " + command), said);
    assertTrue(Files.exists(folder.resolve("model/flow.json")));
    assertTrue(Files.notExists(folder.resolve("model/report")));
    assertEquals(0, DriverProcess.start(log, List.of(command.split(" "))).finish());
    assertTrue(Files.exists(folder.resolve("model/report/index.html")));
  }

  /** Another process on the output of one that is alive, but sleeps, after the clock was set. */
  private void refusesASecondRun(Path job, Process first) throws IOException, InterruptedException {
    String pid = Long.toString(first.pid());
    assertEquals(0, new ProcessBuilder("bash", "-c", "kill -STOP " + pid).start().waitFor());
    FileTime hourAgo = FileTime.from(Instant.now().minusSeconds(3600));
    Files.setLastModifiedTime(folder.resolve(".killed.claim"), hourAgo);
    assertEquals(2, start(job, "killed", "--resume").finish());
    String log = Files.readString(folder.resolve("log.txt"));
    assertTrue(log.contains("another run writes it"), log);
  }

  /** The state of the step under way is saved, and the output is anyone's. */
  private void endsInGoodOrder(DriverProcess run) throws IOException, InterruptedException {
    assertEquals(SIGTERM_STATUS, run.terminate());
    String log = Files.readString(folder.resolve("log.txt"));
    Matcher words = LAST_WORDS.matcher(log);
    assertTrue(words.find(), log);
    String checkpoint = String.format("step-%012d-", Integer.parseInt(words.group(1)));
    try (Stream<Path> found = Files.list(folder.resolve("killed/checkpoints"))) {
      assertTrue(found.anyMatch(path -> path.getFileName().toString().startsWith(checkpoint)), log);
    }
    assertTrue(Files.notExists(folder.resolve(".killed.claim")));
  }

  private DriverProcess start(Path job, String output, String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("train", job.toString(), "--no-report", "--quiet"));
    arguments.addAll(List.of("--output", folder.resolve(output).toString()));
    arguments.addAll(List.of(options));
    return DriverProcess.start(folder.resolve("log.txt"), arguments);
  }

  private void waitForCheckpoint(Process process, int step)
      throws IOException, InterruptedException {
    Path checkpoints = folder.resolve("killed/checkpoints");
    String first = String.format("step-%012d", step);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DriverProcess.LIMIT_SECONDS);
    while (process.isAlive() && System.nanoTime() < end) {
      if (Files.exists(checkpoints)) {
        try (Stream<Path> found = Files.list(checkpoints)) {
          if (found.anyMatch(path -> path.getFileName().toString().compareTo(first) > 0)) {
            return;
          }
        }
      }
      Thread.sleep(5);
    }
  }

  private String digest(String model) throws IOException {
    String text = Files.readString(folder.resolve(model).resolve("provenance.json"));
    return Codec.json("provenance", text, Provenance.class).parametersSha256();
  }
}
