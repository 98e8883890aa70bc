package normflow.cli;

import static normflow.cli.GoldenFolders.WORK;
import static normflow.cli.GoldenFoldersTest.GOLDEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import normflow.codec.Codec;
import normflow.ml.NormalizingFlow;
import normflow.ml.NormalizingFlowModel;
import normflow.store.Provenance;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of version 0.1.0 are scored, evaluated, shown, and gone on with. */
class GoldenFoldersIT extends LocalSession {

  @BeforeEach
  @AfterEach
  void clear() throws IOException {
    GoldenFolders.delete(WORK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"density", "table"})
  void aTrainingGoesOnFromItsCheckpointToTheSameModel(String name) throws IOException {
    GoldenFolders.copyAll(GOLDEN.resolve("half").resolve(name), WORK.resolve(name));
    Commands.ok("train", job(name), "--resume", "--quiet", "--no-report");
    Provenance then = provenance(GOLDEN.resolve("ended").resolve(name));
    Provenance now = provenance(WORK.resolve(name));
    assertEquals(40, now.steps());
    assertEquals(then.trainingRows(), now.trainingRows());
    assertEquals(then.skippedRows(), now.skippedRows());
    // The same bits on the processor that made it; elsewhere close.
    assertClose(then.validationNll(), now.validationNll());
    assertClose(then.testNll(), now.testNll());
    assertEquals(4, Files.readAllLines(WORK.resolve(name).resolve("metrics.jsonl")).size());
  }

  @Test
  void modelsAreScoredEvaluatedAndShown() throws IOException {
    GoldenFolders.copyAll(GOLDEN.resolve("ended/density"), WORK.resolve("density"));
    Commands.ok(
        "score",
        "--model",
        GOLDEN.resolve("ended/table").toString(),
        "--data",
        GOLDEN.resolve("table.csv").toString(),
        "--bad-rows",
        "skip",
        "--output",
        path("scored"));
    assertEquals(399, session.read().parquet(path("scored")).where("log_density < 20").count());
    Commands.ok("evaluate", "--model", WORK.resolve("density").toString(), "--density", "moons");
    Commands.ok("report", "--model", WORK.resolve("density").toString());
    assertTrue(Files.exists(WORK.resolve("density/report/training.gif")));
  }

  @Test
  void aSweepGoesOn() throws IOException {
    GoldenFolders.copyAll(GOLDEN.resolve("ended/sweep"), WORK.resolve("sweep"));
    List<String> then = Files.readAllLines(WORK.resolve("sweep/leaderboard.csv"));
    GoldenFolders.delete(WORK.resolve("sweep/trials/002"));
    Commands.ok("sweep", job("sweep"), "--resume", "--quiet", "--no-report");
    List<String> now = Files.readAllLines(WORK.resolve("sweep/leaderboard.csv"));
    assertEquals(placesOf(then), placesOf(now));
    assertTrue(Files.exists(WORK.resolve("sweep/trials/002/flow.json")));
  }

  /** Rank, number and status of the trials. */
  private static List<List<String>> placesOf(List<String> leaderboard) {
    return leaderboard.stream().map(line -> List.of(line.split(",")).subList(0, 3)).toList();
  }

  @Test
  void aBenchmarkGoesOn() throws IOException {
    GoldenFolders.copyAll(GOLDEN.resolve("ended/benchmark"), WORK.resolve("benchmark"));
    Path kept = WORK.resolve("benchmark/moons/planar/cell.json");
    var written = Files.getLastModifiedTime(kept);
    Files.delete(WORK.resolve("benchmark/moons/radial/cell.json"));
    Commands.ok("benchmark", job("benchmark"), "--resume", "--quiet");
    assertEquals(written, Files.getLastModifiedTime(kept));
    assertEquals(3, Files.readAllLines(WORK.resolve("benchmark/results.csv")).size());
  }

  @Test
  void stagesAreLoaded() {
    Dataset<Row> table =
        session
            .read()
            .option("header", "true")
            .option("inferSchema", "true")
            .csv(GOLDEN.resolve("table.csv").toString());
    Path stages = GOLDEN.resolve("ended/ml");
    NormalizingFlowModel model = NormalizingFlowModel.load(stages.resolve("model").toString());
    assertEquals(-3.206538891765622, model.getThreshold());
    double anomalies = model.transform(table).where("prediction = 1").count();
    assertEquals(20.0, anomalies, 1.0);
    NormalizingFlow estimator = NormalizingFlow.load(stages.resolve("estimator").toString());
    assertEquals(20, estimator.getMaxIter());
    assertEquals(0.05, estimator.getContamination());
  }

  private static String job(String name) {
    return GOLDEN.resolve("jobs").resolve(name + ".yaml").toString();
  }

  private static Provenance provenance(Path model) throws IOException {
    return Codec.json(
        "provenance", Files.readString(model.resolve("provenance.json")), Provenance.class);
  }

  private static void assertClose(OptionalDouble then, OptionalDouble now) {
    assertEquals(then.orElseThrow(), now.orElseThrow(), 1e-3);
  }
}
