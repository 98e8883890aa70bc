package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors that end without a word: the bits are those of an undisturbed run. */
class KilledExecutorsIT {

  @TempDir private static Path folder;
  private static String digest;

  @BeforeAll
  static void trainInOneProcess() throws IOException {
    SparkSession session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
    digest = train("one");
    session.stop();
  }

  /** Executors end when they begin a step, twice; a step is one of two stages. */
  @Test
  void killedExecutorsAndSpeculationChangeNothing() throws IOException {
    Map<String, String> settings =
        Map.of(
            "spark.plugins",
            HaltingPlugin.class.getName(),
            HaltingPlugin.SCHEDULE,
            "20:0,21:0,38:1,39:1",
            "spark.speculation",
            "true",
            "spark.speculation.interval",
            "10ms",
            "spark.speculation.multiplier",
            "1",
            "spark.speculation.quantile",
            "0.3");
    try (Cluster cluster = new Cluster(2, settings)) {
      assertEquals(digest, train("killed"));
      assertTrue(cluster.lost() >= 2, cluster.lost() + " executors were lost");
    }
  }

  /** Every attempt of every task ends its process: an error, and soon. */
  @Test
  void allExecutorsLostIsAnError() throws IOException {
    Map<String, String> settings =
        Map.of(
            "spark.plugins",
            HaltingPlugin.class.getName(),
            HaltingPlugin.SCHEDULE,
            HaltingPlugin.ALWAYS);
    try (Cluster cluster = new Cluster(2, settings)) {
      Commands ran = Commands.run("train", job("lost").toString(), "--no-report", "--quiet");
      assertEquals(1, ran.status(), ran.printed());
      assertTrue(ran.printed().contains("ExecutorLostFailure"), ran.printed());
      assertTrue(cluster.lost() >= 1);
    }
    assertTrue(Files.notExists(folder.resolve("lost")));
    assertTrue(Files.notExists(folder.resolve(".lost.claim")));
  }

  private static String train(String name) throws IOException {
    Commands.ok("train", job(name).toString(), "--no-report", "--quiet");
    return Cluster.digest(folder.resolve(name));
  }

  private static Path job(String name) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        data: {type: generated, density: two-moons, rows: 600}
        validation: {share: 0.1}
        flow: {type: realnvp, couplings: 2, hidden: [8]}
        training: {batchSize: 128, steps: 24, validationInterval: 12}
        checkpoints: {steps: 8, keep: 2}
        partitions: 3
        output: %s
        """
            .formatted(folder.resolve(name)));
  }
}
