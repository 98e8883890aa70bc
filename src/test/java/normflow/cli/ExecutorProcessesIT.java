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

/** Executors that are processes: the bits are those of one process. */
class ExecutorProcessesIT {

  @TempDir private static Path folder;
  private static String digest;

  @BeforeAll
  static void trainInOneProcess() throws IOException {
    SparkSession session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
    digest = train("one");
    session.stop();
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
