package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import normflow.cli.Cluster.Executor;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors that are processes, and are killed: the bits are those of one process. */
class ExecutorProcessesIT {

  @TempDir private static Path folder;
  private static String digest;

  @BeforeAll
  static void trainInOneProcess() throws IOException {
    try (SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .getOrCreate()) {
      assertEquals("local[2]", session.sparkContext().master());
      digest = train("one");
    }
  }

  @Test
  void oneTwoAndThreeExecutorsTrainScoreAndSample() throws IOException {
    for (int executors = 1; executors <= 3; executors++) {
      try (Cluster cluster = new Cluster(executors, Map.of())) {
        assertEquals(digest, train("executors" + executors));
        if (executors == 2) {
          settingsReachExecutors(cluster.executors(4));
          scoreAndSample(cluster.session());
        }
        assertEquals(0, cluster.lost());
      }
    }
  }

  private static void settingsReachExecutors(List<Executor> executors) {
    assertEquals(2, executors.stream().map(Executor::pid).distinct().count());
    for (Executor executor : executors) {
      assertNotEquals(ProcessHandle.current().pid(), executor.pid());
      assertTrue(executor.vectors(), "no jdk.incubator.vector: " + executor);
      assertEquals("1", executor.openBlasThreads());
      List<String> options = executor.javaOptions();
      assertTrue(options.contains("-Dorg.bytedeco.javacpp.maxPhysicalBytes=6g"), options::toString);
      assertTrue(options.contains("-Xmx512M"), options::toString);
    }
  }

  private static void scoreAndSample(SparkSession session) {
    String model = folder.resolve("executors2").toString();
    String drawn = folder.resolve("drawn").toString();
    String scored = folder.resolve("scored").toString();
    Commands.ok("sample", "--model", model, "--rows", "700", "--output", drawn);
    Commands.ok("score", "--model", model, "--data", drawn, "--output", scored);
    assertEquals(700, session.read().parquet(scored).count());
  }

  /** Four executors end in the middle of a step; two of them in one. */
  @Test
  void killedExecutorsAndSpeculationChangeNothing() throws IOException {
    Map<String, String> settings =
        Map.of(
            "spark.plugins",
            HaltingPlugin.class.getName(),
            HaltingPlugin.SCHEDULE,
            "15:0,25:1,25:2,40:2",
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
      assertTrue(cluster.lost() >= 3, cluster.lost() + " executors were lost");
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
        data: {type: generated, density: two-moons, rows: 2000}
        validation: {share: 0.1}
        flow: {type: realnvp, couplings: 2, hidden: [8]}
        training: {batchSize: 128, steps: 60, validationInterval: 20}
        checkpoints: {steps: 20, keep: 2}
        partitions: 3
        output: %s
        """
            .formatted(folder.resolve(name)));
  }
}
