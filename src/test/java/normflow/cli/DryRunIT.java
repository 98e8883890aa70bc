package normflow.cli;

import static normflow.cli.Commands.ok;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import normflow.codec.Codec;
import normflow.store.Provenance;
import org.junit.jupiter.api.Test;

/** What {@code train --dry-run} says is what {@code train} does. */
class DryRunIT extends LocalSession {

  private String job() throws IOException {
    Random random = new Random(1);
    List<String> lines = new ArrayList<>(List.of("region,a"));
    for (int i = 0; i < 400; i++) {
      lines.add((i % 4 == 0 ? "" : "north") + "," + random.nextGaussian());
    }
    Files.write(folder.resolve("t.csv"), lines);
    return Files.writeString(
            folder.resolve("job.yaml"),
            """
            data: {type: table, format: csv, path: %s, columns: [region, a]}
            test: {share: 0.2}
            flow: {type: tabular, hidden: [8]}
            training: {steps: 30}
            partitions: 2
            exchange: job
            output: %s
            """
                .formatted(path("t.csv"), path("m")))
        .toString();
  }

  private static String line(String printed, String name) {
    return printed
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(printed))
        .substring(17);
  }

  @Test
  void itIsWhatTrainingDoes() throws IOException {
    String job = job();

    String said = ok("train", job, "--dry-run");

    assertTrue(Files.notExists(folder.resolve("m")));
    String open = ok("train", job, "--dry-run", "--set", "partitions=0");
    assertEquals("1", line(open, "partitions"), "as many as pay");
    String json = ok("train", job, "--dry-run", "--json");
    ok("train", job, "--no-report");
    Provenance done =
        Codec.json("p", Files.readString(folder.resolve("m/provenance.json")), Provenance.class);
    assertEquals(
        "%d training, %d validation, %d test, 0 skipped"
            .formatted(done.trainingRows(), done.validationRows(), done.testRows()),
        line(said, "rows"));
    assertEquals("tabular, %d parameters".formatted(done.parameters()), line(said, "flow"));
    int batch = done.config().training().batchSize().orElseThrow();
    assertEquals(batch + " rows", line(said, "batch"));
    double epochs = 30.0 / Math.ceil((double) done.trainingRows() / batch);
    assertEquals("30, %.1f epochs".formatted(epochs), line(said, "steps"));
    assertEquals("2", line(said, "partitions"));
    assertEquals("one Spark job a step, as asked", line(said, "exchange"));
    assertTrue(line(said, "column").startsWith("region: 1 texts, null in 2"), said);
    assertTrue(said.contains("a: numbers\n"), said);
    assertTrue(line(said, "time").matches("about .*, a guess: .* ms a step.*"), said);
    long bytes = 4L * 2 * (done.trainingRows() + done.validationRows() + done.testRows());
    assertTrue(json.contains("\"rowBytes\":" + bytes + ","), json);
  }

  @Test
  void aResultThatIsThereIsNoHindrance() throws IOException {
    String job = job();
    ok("train", job, "--no-report");
    byte[] before = Files.readAllBytes(folder.resolve("m/provenance.json"));

    String said = ok("train", job, "--dry-run");
    String json = ok("train", job, "--dry-run", "--json");
    String replacing = ok("train", job, "--dry-run", "--overwrite");

    String refused = "output = " + path("m") + ": exists; choose another folder, or replace it";
    assertTrue(line(said, "training").startsWith("is refused as it stands: " + refused), said);
    assertTrue(line(said, "training").contains("--overwrite"), said);
    assertTrue(said.endsWith("nothing was trained\n"), said);
    assertTrue(json.contains("\"refused\":\"" + refused), json);
    assertTrue(replacing.lines().noneMatch(line -> line.startsWith("training ")), replacing);
    assertArrayEquals(before, Files.readAllBytes(folder.resolve("m/provenance.json")));
    assertEquals(2, Commands.run("train", job).status());
  }

  @Test
  void whatTrainingRefusesIsRefused() throws IOException {
    String job = job();
    Files.writeString(Files.createDirectories(folder.resolve("m")).resolve("mine.txt"), "mine");

    for (String[] arguments :
        new String[][] {
          {"train", job, "--dry-run"},
          {"train", job, "--dry-run", "--output", path("n"), "--set", "exchange=resident"}
        }) {
      Commands ran = Commands.run(arguments);
      assertEquals(2, ran.status(), ran.printed());
    }
    assertTrue(Files.notExists(folder.resolve("n")));
  }
}
