package normflow.cli;

import static normflow.cli.Commands.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import normflow.codec.Codec;
import normflow.spark.Warnings;
import normflow.spark.rows.Samples;
import normflow.store.Provenance;
import normflow.store.Provenance.Raced;
import org.junit.jupiter.api.Test;

/** A job that says next to nothing: what follows from its table, and how it goes on. */
class TableDefaultsIT extends LocalSession {

  private static final int ROWS = 400;

  /** y given a and b; c and d say nothing. */
  private String job(String training) throws IOException {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder("a,b,c,d,y\n");
    for (int i = 0; i < ROWS; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double y = a * b + 0.1 * random.nextGaussian();
      text.append("%s,%s,7,8,%s%n".formatted(a, b, y));
    }
    Files.writeString(folder.resolve("table.csv"), text);
    Files.writeString(
        folder.resolve("job.yaml"),
        """
        data: {type: table, format: csv, path: %s, columns: [y], context: [a, c, b, d]}
        test: {share: 0.2}
        flow: {type: regression, transforms: 1}
        training: %s
        partitions: 2
        output: %s
        """
            .formatted(path("table.csv"), training, path("model")));
    return path("job.yaml");
  }

  private Provenance provenance() throws IOException {
    String text = Files.readString(folder.resolve("model/provenance.json"));
    return Codec.json("provenance", text, Provenance.class);
  }

  @Test
  void theTableSaysWhatTheJobLeavesOutAndARaceGoesOnToTheSameBits() throws IOException {
    String job = job("{steps: 60}");
    try (Warnings warnings = new Warnings(Samples.class)) {
      ok("train", job, "--no-report", "--quiet");
      assertEquals(
          List.of(
              "context c, d: one value only in the training rows, which says nothing; left out"),
          warnings.take());
    }
    Provenance whole = provenance();
    assertEquals(List.of("a", "b"), whole.config().data().context());
    assertEquals(java.util.Set.of(), whole.config().leftOut());
    assertEquals(64, whole.config().training().batchSize().orElseThrow());
    assertTrue(whole.validationRows() > 0);
    assertEquals(List.of(0.0, 0.3), whole.race().stream().map(Raced::weightDecay).toList());
    double best =
        whole.race().stream().mapToDouble(one -> one.validationNll().orElseThrow()).min().orElse(0);
    assertEquals(best, whole.validationNll().orElseThrow());
    List<String> curves = Files.readAllLines(folder.resolve("model/metrics.jsonl"));
    assertTrue(curves.get(0).startsWith("{\"step\":0,"), curves.get(0));
    ok("score", "--model", path("model"), "--data", path("table.csv"), "--output", path("scored"));
    assertEquals(ROWS, session.read().parquet(path("scored")).count());

    // As if it had ended in the second training: the first is not trained again.
    Path first = folder.resolve("model/race/weight-decay-0.0/checkpoints");
    long written = Files.getLastModifiedTime(checkpoint(first)).toMillis();
    GoldenFolders.delete(folder.resolve("model/race/weight-decay-0.3"));
    Files.delete(folder.resolve("model/flow.json"));
    Files.delete(folder.resolve("model/provenance.json"));
    ok("train", job, "--resume", "--no-report", "--quiet");
    assertEquals(whole.parametersSha256(), provenance().parametersSha256());
    assertEquals(written, Files.getLastModifiedTime(checkpoint(first)).toMillis());

    Commands other = Commands.run("train", job("{steps: 61}"), "--resume", "--no-report");
    assertEquals(2, other.status(), other.printed());
    assertTrue(other.printed().contains("belongs to another configuration"), other.printed());
    ok("train", path("job.yaml"), "--overwrite", "--no-report", "--quiet");
    assertEquals(61, provenance().steps());
  }

  private static Path checkpoint(Path folder) throws IOException {
    try (var names = Files.list(folder)) {
      return names.sorted().toList().get(0);
    }
  }

  /** The page that a training writes shows the job that was trained, not the one that was given. */
  @Test
  void thePageShowsWhatTheTableSays() throws IOException {
    ok("train", job("{steps: 60}"), "--quiet");
    String page = Files.readString(folder.resolve("model/report/index.html"));
    assertTrue(page.contains("batchSize: 64"), page);
    assertFalse(page.contains(": null"), page);
    assertTrue(page.contains("\n  - a\n"), page);
    assertFalse(page.contains("\n  - c\n"), page);
  }

  @Test
  void whatIsGivenNeedsNoRaceAndNoFile() throws IOException {
    String job =
        job(
            "{batchSize: 64, steps: 20, validationInterval: 10, patience: 0, optimizer:"
                + " {learningRate: 0.01, weightDecay: 0.1, averageSteps: 0}}");
    ok("train", job, "--no-report", "--quiet");
    assertEquals(List.of(), provenance().race());
    assertFalse(Files.exists(folder.resolve("model/race")));
    assertEquals(0.1, provenance().config().training().optimizer().weightDecay().orElseThrow());
  }

  @Test
  void aContextThatSaysNothingAtAllIsRefused() throws IOException {
    job("{}");
    String text = Files.readString(folder.resolve("job.yaml")).replace("a, c, b, d", "c, d");
    Files.writeString(folder.resolve("job.yaml"), text);
    Commands refused = Commands.run("train", path("job.yaml"), "--no-report");
    assertEquals(2, refused.status(), refused.printed());
    assertTrue(refused.printed().contains("context c, d: one value only"), refused.printed());
    assertTrue(refused.printed().contains("leave the context out"), refused.printed());
  }
}
