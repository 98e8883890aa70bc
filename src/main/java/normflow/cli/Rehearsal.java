package normflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs a small job of each kind in one process. The classes that it loads are those of real jobs:
 * {@code submit/local} archives them, so that later starts need not read and check them again.
 */
final class Rehearsal {

  private static final String JOB =
      """
      data: {type: generated, density: two-moons, rows: 600}
      validation: {share: 0.1}
      test: {share: 0.2}
      flow: {type: realnvp, couplings: 2, hidden: [8], batchNorm: true}
      training: {batchSize: 256, steps: 4, validationInterval: 2, clipNorm: 5}
      checkpoints: {film: 2}
      partitions: 2
      output:\s""";

  private Rehearsal() {}

  /**
   * Ends the JVM with the first exit status that is none of success, or 0.
   *
   * @param arguments an empty folder for what the jobs write
   */
  public static void main(String[] arguments) throws IOException {
    System.setProperty("java.awt.headless", "true");
    System.exit(status(Path.of(arguments[0])));
  }

  private static int status(Path folder) throws IOException {
    Path job = folder.resolve("job.yaml");
    String model = folder.resolve("model").toString();
    String table = folder.resolve("table").toString();
    String scores = folder.resolve("scores").toString();
    String draws = folder.resolve("draws").toString();
    Files.writeString(job, JOB + model);
    String[][] commands = {
      {"help"},
      {"train", job.toString()},
      {"inspect", model},
      {"generate", "--density", "two-moons", "--rows", "600", "--output", table},
      {"score", "--model", model, "--data", table, "--output", scores, "--column", "score"},
      {"sample", "--model", model, "--rows", "600", "--output", draws, "--output-format", "csv"},
      {"evaluate", "--model", model, "--data", table, "--format", "parquet"}
    };
    for (String[] command : commands) {
      int status = Main.run(command);
      if (status != 0) {
        return status;
      }
    }
    return 0;
  }
}
