package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import normflow.codec.Codec;
import normflow.spark.evaluate.Evaluation;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Known densities of more than two columns go through every command. */
class ManyColumnsIT extends LocalSession {

  @Test
  void aMixtureOfSixColumnsFromGenerationToComparison() throws IOException {
    Commands.ok("generate", "--density", "mixture-6", "--rows", "5000", "--output", path("table"));
    assertEquals(7, session.read().parquet(path("table")).columns().length);
    Commands.ok("train", job(), "--quiet");
    for (String picture : List.of("pairs.png", "calibration.png", "warp.png", "flow.gif")) {
      assertTrue(Files.exists(folder.resolve("model/report").resolve(picture)), picture);
    }
    Evaluation evaluation =
        Codec.json(
            "evaluation",
            Commands.ok(
                "evaluate",
                "--model",
                path("model"),
                "--data",
                path("table"),
                "--density",
                "mixture-6",
                "--quiet",
                "--json"),
            Evaluation.class);
    assertEquals(8.44, evaluation.entropy().orElseThrow(), 0.1);
    assertEquals(9.53, evaluation.reference(0).orElseThrow(), 0.15);
    double mixture = evaluation.reference(1).orElseThrow();
    assertTrue(mixture > 8.4 && mixture < 9.4, "mixture " + mixture);
    assertTrue(evaluation.gap().orElseThrow() > 0, "gap " + evaluation.gap());
    Commands.ok(
        "score",
        "--model",
        path("model"),
        "--data",
        path("table"),
        "--output",
        path("scored"),
        "--column",
        "learned");
    List<Row> scored = session.read().parquet(path("scored")).collectAsList();
    double mean = scored.stream().mapToDouble(row -> -row.<Double>getAs("learned")).sum() / 5000;
    assertEquals(evaluation.nll(), mean, 1e-5);
    Commands.ok("sample", "--model", path("model"), "--rows", "50", "--output", path("drawn"));
    assertEquals(6, session.read().parquet(path("drawn")).columns().length);
    assertTrue(Commands.ok("inspect", path("model")).contains("flow of 6 columns"));
    Commands.ok("compare", path("model"), path("model"), "--output", path("compared"));
    assertTrue(Files.exists(folder.resolve("compared/index.html")));
  }

  private String job() throws IOException {
    String text =
        """
        data: {type: generated, density: mixture-6, rows: 4000}
        validation: {share: 0.1}
        test: {share: 0.1}
        flow: {type: realnvp, couplings: 2, hidden: [16]}
        training: {batchSize: 256, steps: 60, validationInterval: 20}
        partitions: 2
        output: %s
        """
            .formatted(path("model"));
    return Files.writeString(folder.resolve("job.yaml"), text).toString();
  }
}
