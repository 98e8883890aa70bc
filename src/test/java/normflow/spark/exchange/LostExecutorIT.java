package normflow.spark.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import normflow.spark.work.Command;
import normflow.spark.work.PartitionWork.Watch;
import normflow.train.TrainingResult;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two executor processes that die in the middle of training. */
class LostExecutorIT {

  @TempDir private Path folder;

  /** Ends the executor's process, once for each partition, where no shutdown hook can help. */
  private record Killer(String folder, long step) implements Watch {
    private static final long serialVersionUID = 1;

    @Override
    public void before(int partition, Command command) {
      if (command.step() != step + partition) {
        return;
      }
      try {
        Files.createFile(Path.of(folder, "killed-" + partition));
      } catch (IOException e) {
        return;
      }
      Runtime.getRuntime().halt(137);
    }
  }

  @Test
  void theBitsAreThoseOfAnUndisturbedRun() throws IOException {
    SparkConf conf =
        new SparkConf()
            .setMaster("local-cluster[2,1,1024]")
            .setAppName("lost executors")
            .set("spark.ui.enabled", "false")
            .set("spark.speculation", "true")
            .set("spark.executor.memory", "700m")
            .set("spark.executorEnv.OMP_NUM_THREADS", "1")
            .set("spark.plugins", ExchangePlugin.class.getName())
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    List<Integer> sizes = List.of(301, 199);
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      TrainingResult whole = new SmallRun(spark, sizes, Watch.none()).byResidentTasks();
      Watch killer = new Killer(folder.toString(), 17);
      TrainingResult disturbed = new SmallRun(spark, sizes, killer).byResidentTasks();
      assertTrue(Files.exists(folder.resolve("killed-0")));
      assertTrue(Files.exists(folder.resolve("killed-1")));
      assertArrayEquals(whole.parameters(), disturbed.parameters());
      assertEquals(whole.validation().mean()[0], disturbed.validation().mean()[0]);
      TrainingResult jobs = new SmallRun(spark, sizes, Watch.none()).byJobs();
      assertArrayEquals(whole.parameters(), jobs.parameters());
    }
  }
}
