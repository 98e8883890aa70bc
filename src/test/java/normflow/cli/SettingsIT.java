package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import normflow.cli.console.Console;
import normflow.ml.NormalizingFlow;
import normflow.ml.NormalizingFlowModel;
import normflow.spark.ShortJob;
import normflow.spark.exchange.ExchangePlugin;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All commands and the estimator in applications that were set up in other ways: Kryo, which knows
 * no records and may be told to refuse all classes that it was not told of; tasks of several cores;
 * SQL without ANSI rules and without adaptive plans; speculation. None of it changes a bit.
 */
class SettingsIT {

  private static final String JOB =
      """
      data: {type: table, format: parquet, path: %s, columns: [x0, x1]}
      validation: {share: 0.2}
      test: {share: 0.2}
      flow: {type: realnvp, couplings: 2, hidden: [8]}
      training: {batchSize: 100, steps: 20, validationInterval: 10}
      output: %s
      """;

  @TempDir Path root;
  private Path folder;

  @Test
  void noSettingChangesABit() throws IOException {
    Map<String, Integer> expected = results("local[2]", Map.of());
    Map<String, String> kryo =
        Map.of(
            "spark.plugins",
            ExchangePlugin.class.getName(),
            "spark.serializer",
            KryoSerializer.class.getName(),
            // One task at a time: resident ones would wait for each other.
            "spark.task.cpus",
            "2");
    assertEquals(expected, results("local[2]", kryo));
    Map<String, String> all = new HashMap<>(kryo);
    all.put("spark.kryo.registrationRequired", "true");
    all.put("spark.speculation", "true");
    all.put("spark.sql.ansi.enabled", "false");
    all.put("spark.sql.adaptive.enabled", "false");
    all.putAll(ShortJob.settings(true, true));
    assertEquals(expected, results("local[4]", all));
  }

  @Test
  void whatSparkSubmitIsGivenStandsAboveWhatAShortJobTakes() {
    Map<String, String> given =
        Map.of("spark.master", "local[1]", "spark.ui.enabled", "true", "spark.ui.port", "0");
    given.forEach(System::setProperty);
    try {
      SparkSession session =
          Sessions.open(new Console(), "settings", ShortJob.settings(true, true));
      assertTrue(session.sparkContext().uiWebUrl().isDefined());
      assertEquals("false", session.conf().get("spark.sql.codegen.wholeStage"));
      assertEquals("NO_CODEGEN", session.conf().get("spark.sql.codegen.factoryMode"));
    } finally {
      Sessions.close();
      given.keySet().forEach(System::clearProperty);
    }
  }

  private static SparkSession session(String master, Map<String, String> settings) {
    SparkConf conf = new SparkConf();
    settings.forEach(conf::set);
    return SparkSession.builder()
        .config(conf)
        .master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.default.parallelism", "2")
        .getOrCreate();
  }

  private Map<String, Integer> results(String master, Map<String, String> settings)
      throws IOException {
    folder = Files.createTempDirectory(root, "settings");
    try (SparkSession session = session(master, settings)) {
      Map<String, Integer> results = new TreeMap<>();
      commands(session, results);
      estimator(session, results);
      return results;
    }
  }

  private void commands(SparkSession session, Map<String, Integer> results) throws IOException {
    // Spark reads larger files first, and those of one size in any order: these differ.
    Commands.ok("generate", "--density", "two-moons", "--rows", "601", "--output", path("table"));
    Files.writeString(folder.resolve("job.yaml"), JOB.formatted(path("table"), path("model")));
    Commands.ok("train", path("job.yaml"), "--quiet");
    byte[] parameters = Files.readAllBytes(folder.resolve("model/parameters.safetensors"));
    results.put("trained", Arrays.hashCode(parameters));
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
    results.put("scored", hash(session.read().parquet(path("scored"))));
    Commands.ok("evaluate", "--model", path("model"), "--data", path("table"), "--quiet");
    Commands.ok("sample", "--model", path("model"), "--rows", "50", "--output", path("drawn"));
    results.put("drawn", hash(session.read().parquet(path("drawn"))));
    Files.writeString(
        folder.resolve("sweep.yaml"),
        "axes: {training.seed: [1, 2]}\noutput: %s\nbase:\n".formatted(path("sweep"))
            + JOB.formatted(path("table"), path("unused")).indent(2));
    Commands.ok("sweep", path("sweep.yaml"), "--quiet");
    assertTrue(Files.exists(folder.resolve("sweep/leaderboard.csv")));
  }

  private void estimator(SparkSession session, Map<String, Integer> results) {
    Dataset<Row> rows =
        session
            .read()
            .parquet(path("table"))
            .selectExpr("x0", "x1", "x0 + x1 as c", "1 as w")
            // Draws are a row's place's, and the cut into outliers is an approximate quantile.
            .sort("x0")
            .coalesce(1);
    NormalizingFlowModel model =
        new NormalizingFlow()
            .setInputCols("x0", "x1")
            .setContextCols("c")
            .setWeightCol("w")
            .setMaxIter(10)
            .setContamination(0.1)
            .fit(rows);
    results.put("transformed", hash(model.transform(rows)));
    results.put("sampled", hash(model.sample(rows.select("c"), 1, 1)));
  }

  private static int hash(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::mkString).sorted().toList().hashCode();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }
}
