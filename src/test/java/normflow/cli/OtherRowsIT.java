package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import normflow.codec.Codec;
import normflow.store.Provenance;
import normflow.study.search.TrialResult;
import org.junit.jupiter.api.Test;

/** What was made from rows does not go on with others. */
class OtherRowsIT extends LocalSession {

  private static final int ROWS = 200;

  private static List<String> rows(long seed) {
    Random random = new Random(seed);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(random.nextGaussian() + "," + random.nextGaussian());
    }
    return rows;
  }

  private String csv(String name, List<String> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of("a,b"));
    lines.addAll(rows);
    return Files.write(folder.resolve(name), lines).toString();
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static void assertRefused(String message, String... arguments) {
    Commands ran = Commands.run(arguments);
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(ran.printed().contains(message), ran.printed());
  }

  /** As a run leaves it that is killed at its last step. */
  private void kill(String model) throws IOException {
    for (String file : List.of("flow.json", "parameters.safetensors", "provenance.json")) {
      Files.delete(folder.resolve(model).resolve(file));
    }
  }

  @Test
  void aTableThatWasReplacedIsNotTrainedOn() throws IOException {
    String table = csv("table.csv", rows(1));
    String test = csv("test.csv", rows(2));
    String job =
        write(
            "job.yaml",
            """
            data: {type: table, format: csv, path: %s, columns: [a, b]}
            validation: {share: 0.2}
            test: {path: %s}
            flow: {type: planar, layers: 2}
            training: {batchSize: 32, steps: 20, validationInterval: 10}
            checkpoints: {steps: 10}
            partitions: 1
            output: %s
            """
                .formatted(table, test, path("model")));
    Commands.ok("train", job, "--no-report", "--quiet");
    String text = Files.readString(folder.resolve("model/provenance.json"));
    Provenance provenance = Codec.json("provenance", text, Provenance.class);
    assertEquals(provenance.trainingRows(), provenance.rows().orElseThrow().training().rows());
    assertEquals(ROWS, provenance.rows().orElseThrow().test().rows());
    kill("model");
    String resume = "--resume";
    String rows = "%d training rows then and now, ".formatted(provenance.trainingRows());

    csv("table.csv", rows(3));
    assertRefused("the table is not the one of step 20", "train", job, resume);
    assertRefused(rows + "other values; resume with", "train", job, resume);
    // Of one value one bit.
    List<String> changed = new ArrayList<>(rows(1));
    String[] values = changed.get(50).split(",");
    changed.set(50, values[0] + "," + Math.nextUp(Double.parseDouble(values[1])));
    csv("table.csv", changed);
    assertRefused("other values", "train", job, resume);
    List<String> shuffled = new ArrayList<>(rows(1));
    Collections.reverse(shuffled);
    csv("table.csv", shuffled);
    assertRefused("the table is not the one of step 20", "train", job, resume);
    csv("table.csv", rows(1).subList(0, ROWS - 1));
    assertRefused("training rows then", "train", job, resume);

    csv("table.csv", rows(1));
    csv("test.csv", rows(4));
    assertRefused("200 test rows then and now, other values", "train", job, resume);
    csv("test.csv", rows(2));
    Commands.ok("train", job, resume, "--no-report", "--quiet");
    String again = Files.readString(folder.resolve("model/provenance.json"));
    assertEquals(
        provenance.parametersSha256(),
        Codec.json("provenance", again, Provenance.class).parametersSha256());
  }

  @Test
  void theSameRowsInAnotherOrderAreOtherRows() throws IOException {
    csv("table.csv", rows(1));
    String job =
        write(
            "job.yaml",
            """
            data: {type: table, format: csv, path: %s, columns: [a, b]}
            validation: {share: 0}
            flow: {type: planar, layers: 2}
            training: {batchSize: 32, steps: 20, validationInterval: 10}
            checkpoints: {steps: 10}
            partitions: 1
            output: %s
            """
                .formatted(path("table.csv"), path("model")));
    Commands.ok("train", job, "--no-report", "--quiet");
    kill("model");
    List<String> shuffled = new ArrayList<>(rows(1));
    Collections.swap(shuffled, 3, 170);
    csv("table.csv", shuffled);
    assertRefused(
        "200 training rows then and now, the same in another order, and the bits of the result"
            + " depend on it",
        "train",
        job,
        "--resume");
  }

  @Test
  void trialsOnOtherRowsAreNotPutOnOneLeaderboard() throws IOException {
    csv("table.csv", rows(1));
    String sweep =
        write(
            "sweep.yaml",
            """
            base:
              data: {type: table, format: csv, path: %s, columns: [a, b]}
              validation: {share: 0.2}
              flow: {type: planar, layers: 2}
              training: {batchSize: 32, steps: 10, validationInterval: 10}
            axes: {training.seed: [1, 2]}
            output: %s
            """
                .formatted(path("table.csv"), path("sweep")));
    Commands.ok("sweep", sweep, "--quiet", "--no-report");
    Path trial = folder.resolve("sweep/trials/001/trial.json");
    TrialResult result = Codec.json("trial", Files.readString(trial), TrialResult.class);
    assertTrue(result.rows().isPresent());
    // The second one was not begun when the first run ended.
    Files.delete(folder.resolve("sweep/trials/002/trial.json"));
    csv("table.csv", rows(2));
    assertRefused(
        "the table is not the one of trial 1: ", "sweep", sweep, "--resume", "--no-report");
    assertTrue(Files.notExists(folder.resolve("sweep/trials/002/trial.json")));
  }

  @Test
  void pairsOnOtherRowsAreNotPutInOneTable() throws IOException {
    csv("table.csv", rows(1));
    String benchmark =
        write(
            "benchmark.yaml",
            """
            flows:
              small: {flow: {type: planar, layers: 2}}
              large: {flow: {type: planar, layers: 3}}
            data:
              own: {source: {type: table, format: csv, path: %s, columns: [a, b]}}
            test: {share: 0.2}
            training: {batchSize: 32, steps: 10, validationInterval: 10}
            output: %s
            """
                .formatted(path("table.csv"), path("results")));
    Commands.ok("benchmark", benchmark, "--quiet", "--flows", "small");
    csv("table.csv", rows(2));
    String message = "the table is not the one of own/small: ";
    assertRefused(message, "benchmark", benchmark, "--quiet", "--resume");
    assertTrue(Files.notExists(folder.resolve("results/own/large")));
    // A pair that has begun is not counted as one that failed.
    Files.delete(folder.resolve("results/own/small/cell.json"));
    assertRefused("the table is not the one of step 10", "benchmark", benchmark, "--resume");
    assertTrue(Files.notExists(folder.resolve("results/own/small/cell.json")));
  }
}
