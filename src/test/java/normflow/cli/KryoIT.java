package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import normflow.ml.NormalizingFlow;
import normflow.ml.NormalizingFlowModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All that goes between driver and tasks under {@code spark.serializer} = Kryo, which knows no
 * records, and which may be told to refuse all classes that it was not told of.
 */
class KryoIT {

  private static final String JOB =
      """
      data: {type: table, format: parquet, path: %s, columns: [x0, x1]}
      validation: {share: 0.2}
      test: {share: 0.2}
      flow: {type: realnvp, couplings: 2, hidden: [8]}
      training: {batchSize: 100, steps: 20, validationInterval: 10}
      output: %s
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyCommandAndTheEstimator(boolean registrationRequired) throws IOException {
    try (SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.kryo.registrationRequired", registrationRequired)
            .getOrCreate()) {
      commands(session);
      estimator(session);
    }
  }

  private void commands(SparkSession session) throws IOException {
    Commands.ok("generate", "--density", "two-moons", "--rows", "600", "--output", path("table"));
    Files.writeString(folder.resolve("job.yaml"), JOB.formatted(path("table"), path("model")));
    Commands.ok("train", path("job.yaml"), "--quiet");
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
    Commands.ok("evaluate", "--model", path("model"), "--data", path("table"), "--quiet");
    Commands.ok("sample", "--model", path("model"), "--rows", "50", "--output", path("drawn"));
    assertEquals(600, session.read().parquet(path("scored")).count());
    Files.writeString(
        folder.resolve("sweep.yaml"),
        "axes: {training.seed: [1, 2]}\noutput: %s\nbase:\n".formatted(path("sweep"))
            + JOB.formatted(path("table"), path("unused")).indent(2));
    Commands.ok("sweep", path("sweep.yaml"), "--quiet");
    assertTrue(Files.exists(folder.resolve("sweep/leaderboard.csv")));
  }

  private void estimator(SparkSession session) {
    Dataset<Row> rows =
        session.read().parquet(path("table")).selectExpr("x0", "x1", "x0 + x1 as c", "1 as w");
    NormalizingFlowModel model =
        new NormalizingFlow()
            .setInputCols("x0", "x1")
            .setContextCols("c")
            .setWeightCol("w")
            .setMaxIter(10)
            .setContamination(0.1)
            .fit(rows);
    List<Row> scored = model.transform(rows).collectAsList();
    assertEquals(600, scored.size());
    assertEquals(600, model.sample(rows.select("c"), 1, 1).count());
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }
}
