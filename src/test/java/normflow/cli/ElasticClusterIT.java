package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.scheduler.ExecutorDecommissionInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors that are asked for when there is work, and one that is sent away in the middle. */
class ElasticClusterIT {

  private static final int STAGE = 24;

  @TempDir private static Path folder;

  @Test
  void dynamicAllocationAndDecommissioningChangeNothing() throws IOException {
    SparkSession session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
    Commands.ok("train", job("one").toString(), "--no-report", "--quiet");
    session.stop();
    Map<String, String> settings =
        Map.of(
            "spark.dynamicAllocation.enabled", "true",
            "spark.dynamicAllocation.minExecutors", "1",
            "spark.dynamicAllocation.maxExecutors", "2",
            "spark.scheduler.minRegisteredResourcesRatio", "0.5",
            "spark.decommission.enabled", "true",
            "spark.storage.decommission.enabled", "true",
            "spark.storage.decommission.rddBlocks.enabled", "true",
            "spark.storage.decommission.shuffleBlocks.enabled", "true");
    try (Cluster cluster = new Cluster(2, settings)) {
      AtomicBoolean sent = new AtomicBoolean();
      cluster.session().sparkContext().addSparkListener(sendAway(cluster, sent));
      Commands.ok("train", job("two").toString(), "--no-report", "--quiet");
      assertTrue(sent.get(), "no executor was sent away");
    }
    assertEquals(Cluster.digest(folder.resolve("one")), Cluster.digest(folder.resolve("two")));
  }

  /** Decommissions the executor of a task of stage {@link #STAGE} or the one after it. */
  private static SparkListener sendAway(Cluster cluster, AtomicBoolean sent) {
    return new SparkListener() {
      @Override
      public void onStageCompleted(SparkListenerStageCompleted completed) {
        if (completed.stageInfo().stageId() >= STAGE && !sent.get()) {
          CoarseGrainedSchedulerBackend backend =
              (CoarseGrainedSchedulerBackend) cluster.session().sparkContext().schedulerBackend();
          String executor = backend.getExecutorIds().head();
          sent.set(
              backend.decommissionExecutor(
                  executor,
                  new ExecutorDecommissionInfo("test", scala.Option.empty()),
                  false,
                  false));
        }
      }
    };
  }

  private static Path job(String name) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        data: {type: generated, density: two-moons, rows: 600}
        validation: {share: 0.1}
        flow: {type: realnvp, couplings: 2, hidden: [8]}
        training: {batchSize: 128, steps: 40, validationInterval: 20}
        partitions: 3
        output: %s
        """
            .formatted(folder.resolve(name)));
  }
}
