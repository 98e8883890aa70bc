package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors that have the small jar alone, without nd4j, do all that commands ask of them. */
class ExecutorJarIT {

  @TempDir private Path folder;

  private static Cluster cluster() throws IOException {
    return new Cluster(
        2,
        Map.of(
            "spark.executor.extraClassPath",
            Cluster.jar("executor") + ":" + Path.of("target/test-classes").toAbsolutePath()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"resident", "job"})
  void aModelIsTrainedScoredEvaluatedAndDrawn(String exchange) throws IOException {
    Path job = folder.resolve("job.yaml");
    String model = folder.resolve("model").toString();
    String drawn = folder.resolve("drawn").toString();
    String scored = folder.resolve("scored").toString();
    Files.writeString(
        job,
        """
        data: {type: generated, density: 2spirals, rows: 1000}
        validation: {share: 0.1}
        flow: {type: nsf, transforms: 2, hidden: [8]}
        training: {batchSize: 128, steps: 20, validationInterval: 10}
        exchange: %s
        partitions: 2
        output: %s
        """
            .formatted(exchange, model));
    try (Cluster cluster = cluster()) {
      Commands.ok("train", job.toString());
      for (String film : List.of("flow.gif", "training.gif")) {
        assertTrue(Files.exists(Path.of(model, "report", film)), film);
      }
      Commands.ok("sample", "--model", model, "--rows", "500", "--output", drawn);
      Commands.ok("score", "--model", model, "--data", drawn, "--output", scored);
      Commands.ok("evaluate", "--model", model, "--density", "2spirals");
      assertEquals(500, cluster.session().read().parquet(scored).count());
      assertEquals(0, cluster.lost());
      assertFalse(
          new JavaSparkContext(cluster.session().sparkContext())
              .parallelize(List.of(0, 1), 2)
              .map(task -> hasNd4j())
              .collect()
              .contains(true));
    }
  }

  private static boolean hasNd4j() {
    try {
      Class.forName("org.nd4j.linalg.factory.Nd4j", false, ExecutorJarIT.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
