package normflow.spark.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import normflow.codec.Codec;
import normflow.config.RunConfig;
import normflow.spark.evaluate.SentPlan;
import normflow.spark.output.Existing;
import normflow.spark.output.Output;
import normflow.spark.rows.LocalRows;
import normflow.spark.shim.Scala;
import normflow.storage.Storage;
import normflow.train.TrainingException;
import normflow.train.TrainingListener;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockResult;
import org.apache.spark.storage.BroadcastBlockId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;
import scala.runtime.AbstractFunction1;

/** Trainings in a task, or in parts, beside the job that does it all at once. */
class StagedTrainingIT {

  private static final TrainingListener SILENT = new TrainingListener() {};
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

  /** What executors were sent for a training is forgotten with it. */
  @AfterEach
  void nothingStaysOnTheExecutors() throws InterruptedException {
    List<Object> left = sent();
    for (int look = 0; look < 100 && !left.isEmpty(); look++) {
      Thread.sleep(50);
      left = sent();
    }
    assertEquals(List.of(), left);
  }

  /** Rows and plans that the driver, which is the executor here, still holds as broadcasts. */
  private static List<Object> sent() {
    BlockManager blocks = SparkEnv.get().blockManager();
    List<Object> sent = new ArrayList<>();
    for (BlockId id :
        Scala.list(
            blocks.getMatchingBlockIds(
                new AbstractFunction1<BlockId, Object>() {
                  @Override
                  public Object apply(BlockId id) {
                    return id instanceof BroadcastBlockId whole && whole.field().isEmpty();
                  }
                }))) {
      Option<BlockResult> held = blocks.getLocalValues(id);
      if (held.isDefined()) {
        Object value = held.get().data().next();
        blocks.releaseLock(id, Option.empty());
        if (value instanceof SentPlan || value instanceof LocalRows) {
          sent.add(value.getClass());
        }
      }
    }
    return sent;
  }

  private RunConfig job(String name, int partitions, String flow, String training) {
    String text =
        """
        data: {type: generated, density: two-moons, rows: 3000}
        validation: {share: 0.2}
        test: {share: 0.2}
        flow: %s
        training: {batchSize: 64, steps: 60, validationInterval: 7, %s}
        partitions: %d
        output: %s
        """
            .formatted(flow, training, partitions, folder.resolve(name));
    return Codec.yaml("job", text, RunConfig.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{type: realnvp, couplings: 2, hidden: [8]} | seed: 3",
        "{type: glow, steps: 2, hidden: [8]} | patience: 2, optimizer: {learningRate: 0.5}",
        "{type: nsf, transforms: 2, hidden: [8], bins: 4} | averageEvery: 4",
      })
  void aTrainingInATaskIsAJobOverOnePartition(String sample) {
    String flow = sample.split("\\|")[0];
    String training = sample.split("\\|")[1];
    Trained job =
        new TrainingJob(session, job("job", 1, flow, training), SILENT).run(Existing.REFUSE);
    RunConfig whole = job("whole", 1, flow, training);
    RunConfig paused = job("paused", 1, flow, training);
    try (Output output = output();
        PreparedRows rows = PreparedRows.of(session, whole, 1)) {
      StagedTraining tasks = rows.inTasks(output);
      requireSame(job, tasks.finish(whole, SILENT));
      tasks.advance(paused, 10, 0, SILENT);
      StagedTraining.Stage stage = tasks.advance(paused, 28, 0, SILENT);
      assertTrue(stage.step() >= 28 || job.result().stoppedEarly());
      assertTrue(stage.validationNll().isPresent());
      requireSame(job, tasks.finish(paused, SILENT));
    }
  }

  /** What is compared is no worse than the best so far, and the training goes on as it was. */
  @ParameterizedTest
  @ValueSource(
      strings = {"seed: 3", "averageEvery: 4", "optimizer: {averageSteps: 20}", "patience: 3"})
  void aCopyThatIsCooledChangesNothing(String training) {
    String flow = "{type: glow, steps: 2, hidden: [8]}";
    for (int partitions = 1; partitions <= 2; partitions++) {
      Trained job =
          new TrainingJob(session, job("job" + partitions, partitions, flow, training), SILENT)
              .run(Existing.REFUSE);
      RunConfig plain = job("plain" + partitions, partitions, flow, training);
      RunConfig cooled = job("cooled" + partitions, partitions, flow, training);
      try (Output output = output();
          PreparedRows rows = PreparedRows.of(session, plain, partitions)) {
        StagedTraining staged =
            partitions == 1 ? rows.inTasks(output) : rows.overPartitions(output);
        double before = staged.advance(plain, 20, 0, SILENT).validationNll().getAsDouble();
        StagedTraining.Stage stage = staged.advance(cooled, 20, 8, SILENT);
        assertEquals(20, stage.step());
        assertTrue(stage.validationNll().getAsDouble() <= before);
        assertTrue(Files.notExists(Path.of(cooled.output(), "cooled")));
        requireSame(job, staged.finish(cooled, SILENT));
      }
    }
  }

  @Test
  void pausesChangeNothingOverPartitionsEither() {
    String flow = "{type: realnvp, couplings: 2, hidden: [8]}";
    Trained job =
        new TrainingJob(session, job("job", 2, flow, "seed: 5"), SILENT).run(Existing.REFUSE);
    RunConfig paused = job("paused", 2, flow, "seed: 5");
    try (Output output = output();
        PreparedRows rows = PreparedRows.of(session, paused, 2)) {
      rows.overPartitions(output).advance(paused, 20, 0, SILENT);
      requireSame(job, rows.overPartitions(output).finish(paused, SILENT));
      assertThrows(IllegalStateException.class, () -> rows.inTasks(output));
    }
  }

  @Test
  void whatFailsInATaskSaysWhy() {
    RunConfig job =
        job("failed", 1, "{type: planar}", "optimizer: {type: sgd, learningRate: 1e30}");
    try (Output output = output();
        PreparedRows rows = PreparedRows.of(session, job, 1)) {
      StagedTraining tasks = rows.inTasks(output);
      String error =
          assertThrows(TrainingException.class, () -> tasks.finish(job, SILENT)).getMessage();
      assertTrue(error.startsWith("no finite gradient in 10 steps in a row"), error);
    }
  }

  private Output output() {
    return Output.open(
        new Storage(session.sparkContext().hadoopConfiguration()),
        folder.resolve("claimed").toString(),
        Existing.REFUSE,
        "test");
  }

  private static void requireSame(Trained expected, Trained actual) {
    assertEquals(expected.provenance().parametersSha256(), actual.provenance().parametersSha256());
    assertArrayEquals(expected.model().parameters(), actual.model().parameters());
    assertEquals(expected.test(), actual.test());
    assertEquals(expected.provenance().validationNll(), actual.provenance().validationNll());
    assertEquals(expected.provenance().bestStep(), actual.provenance().bestStep());
    assertEquals(expected.result().history().size(), actual.result().history().size());
  }
}
