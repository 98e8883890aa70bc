package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import normflow.config.Codec;
import normflow.distributed.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver process that is killed with no chance to say goodbye. */
class KilledIT {

  private static final long LIMIT_SECONDS = 240;

  @TempDir private Path folder;

  @Test
  void aKilledRunResumesToTheSameBits() throws IOException, InterruptedException {
    Path job = folder.resolve("job.yaml");
    Files.writeString(
        job,
        """
        data: {type: generated, density: two-circles, rows: 2000}
        validation: {share: 0.1}
        flow: {type: realnvp, couplings: 2, hidden: [8]}
        training: {batchSize: 128, steps: 400, validationInterval: 50}
        checkpoints: {steps: 20, keep: 2}
        partitions: 2
        output: unused
        """);
    assertEquals(0, finish(start(job, "whole")));
    Process killed = start(job, "killed");
    waitForCheckpoints(killed, folder.resolve("killed/checkpoints"));
    killed.destroyForcibly();
    assertTrue(finish(killed) != 0, "the run ended before it was killed");
    assertTrue(Files.notExists(folder.resolve("killed/flow.json")));
    assertEquals(0, finish(start(job, "killed", "--resume")));
    assertEquals(digest("whole"), digest("killed"));
  }

  private Process start(Path job, String output, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-") || argument.startsWith("-D"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx1g", "-Dspark.master=local[2]", "-Dspark.ui.enabled=false", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(Main.class.getName(), "train", job.toString(), "--no-report"));
    command.addAll(List.of("--quiet", "--output", folder.resolve(output).toString()));
    command.addAll(List.of(options));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("log.txt").toFile())
        .start();
  }

  private int finish(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("hangs: " + Files.readString(folder.resolve("log.txt")));
    }
    return process.exitValue();
  }

  private static void waitForCheckpoints(Process process, Path checkpoints)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (process.isAlive() && System.nanoTime() < end) {
      if (Files.exists(checkpoints)) {
        try (Stream<Path> found = Files.list(checkpoints)) {
          if (found.anyMatch(
              path -> path.getFileName().toString().compareTo("step-00000000006") > 0)) {
            return;
          }
        }
      }
      Thread.sleep(20);
    }
  }

  private String digest(String model) throws IOException {
    String text = Files.readString(folder.resolve(model).resolve("provenance.json"));
    return Codec.json("provenance", text, Provenance.class).parametersSha256();
  }
}
