package normflow.spark.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import normflow.codec.Codec;
import normflow.config.RunConfig;
import normflow.spark.Warnings;
import normflow.spark.output.Existing;
import normflow.train.TrainingListener;
import org.apache.logging.log4j.Level;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that leave {@code partitions} open, on two cores, beside those that do not. */
class OpenPartitionsIT {

  private static SparkSession session;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  private float[] trained(String flow, int partitions) {
    String text =
        """
        data: {type: generated, density: two-moons, rows: 3000}
        validation: {share: 0}
        flow: {type: %s}
        training: {batchSize: 512, steps: 12, validationInterval: 4}
        partitions: %d
        output: %s
        """
            .formatted(flow, partitions, folder.resolve(flow + partitions));
    RunConfig job = Codec.yaml("job", text, RunConfig.class);
    return new TrainingJob(session, job, new TrainingListener() {})
        .run(Existing.REFUSE)
        .model()
        .parameters();
  }

  /**
   * Which rows are held out is a matter of parts, so none are; moments of two differ in last
   * digits.
   */
  @Test
  void aStepTakesAsManyTasksAsPayAndThatIsSaid() {
    try (Warnings said = new Warnings(Fit.class, Level.INFO)) {
      float[] open = trained("planar", 0);
      assertEquals(
          List.of(
              "1 of 2 cores: a step of 512 rows is too small for more (partitions sets another"
                  + " number)"),
          said.take());
      assertArrayEquals(trained("planar", 1), open, 1e-4f);
      assertFalse(Arrays.equals(trained("planar", 2), open));
      assertArrayEquals(trained("realnvp", 2), trained("realnvp", 0));
      assertEquals(List.of(), said.take());
    }
  }
}
