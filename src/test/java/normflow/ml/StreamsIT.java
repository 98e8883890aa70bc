package normflow.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import normflow.DocumentedCode;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Streams that are scored, end and begin again where they were: every row once. */
class StreamsIT extends MlSession {

  private static final Path EXAMPLE = Path.of("docs/examples/StreamScores.java");
  private static final int FILES = 8;
  private static final int ROWS_OF_A_FILE = 50;
  private static final long LIMIT_SECONDS = 240;

  private static NormalizingFlowModel model;
  private static ExampleProgram example;

  @BeforeAll
  static void train() throws IOException {
    model = small().setInputCols("x0", "x1").fit(moons(2000, 1));
    model.write().save(path("model"));
    example = new ExampleProgram(EXAMPLE, folder);
  }

  @Test
  void thePageShowsTheExample() throws IOException {
    String block = DocumentedCode.block("docs/spark-ml.md", "java", "writeStream");
    assertTrue(Files.readString(EXAMPLE).contains(block.indent(4)), block);
  }

  @Test
  void anExampleThatIsKilledScoresEveryFileOnce() throws Exception {
    Files.createDirectories(folder.resolve("arriving"));
    arrive(0, FILES);
    Process killed = example();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (batches() < 2 && killed.isAlive() && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertNotEquals(0, killed.destroyForcibly().waitFor(), example.log());
    int before = batches();
    assertTrue(before >= 2 && before < FILES, before + " batches: " + example.log());
    arrive(FILES, FILES + 3);
    Process again = example();
    boolean ended = again.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    again.destroyForcibly();
    assertTrue(ended, example.log());
    assertEquals(0, again.exitValue(), example.log());
    assertEquals(FILES + 3, batches());
    Dataset<Row> arrived = session.read().parquet(path("arriving"));
    assertEquals((FILES + 3L) * ROWS_OF_A_FILE, arrived.count());
    assertSame(model.transform(arrived), session.read().parquet(path("scores")));
  }

  /** The source numbers its rows, by a clock that goes on while nobody reads. */
  @Test
  void aQueryThatIsStoppedGoesOnWithTheNextRow() throws Exception {
    for (int times = 1; times <= 2; times++) {
      StreamingQuery query =
          model
              .transform(
                  counted(session.readStream().format("rate").option("rowsPerSecond", 500).load()))
              .writeStream()
              .format("parquet")
              .option("path", path("counted"))
              .option("checkpointLocation", path("counting"))
              .start();
      long more = scored() + 500;
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
      while (scored() < more && query.isActive() && System.nanoTime() < end) {
        Thread.sleep(50);
      }
      query.stop();
      assertTrue(scored() >= more, query.lastProgress() + "");
    }
    Dataset<Row> all = counted();
    assertSame(model.transform(counted(session.range(all.count()).toDF("value"))), all);
  }

  private static Dataset<Row> counted(Dataset<Row> values) {
    return values.selectExpr("value AS id", "sin(value) AS x0", "cos(1.7D * value) AS x1");
  }

  private static long scored() {
    return Files.exists(folder.resolve("counted/_spark_metadata")) ? counted().count() : 0;
  }

  /** What is written: at first nothing, which has no schema. */
  private static Dataset<Row> counted() {
    return session
        .read()
        .schema("id BIGINT, x0 DOUBLE, x1 DOUBLE, logDensity DOUBLE")
        .parquet(path("counted"));
  }

  private static void assertSame(Dataset<Row> expected, Dataset<Row> found) {
    assertEquals(sorted(expected), sorted(found));
  }

  private static List<String> sorted(Dataset<Row> scored) {
    return scored.select("id", "x0", "x1", "logDensity").orderBy("id").collectAsList().stream()
        .map(Row::toString)
        .toList();
  }

  /** Files that come whole: under another name first. */
  private static void arrive(int from, int to) throws IOException {
    for (int file = from; file < to; file++) {
      String made = path("made-" + file);
      session
          .range((long) file * ROWS_OF_A_FILE, (file + 1L) * ROWS_OF_A_FILE)
          .selectExpr("id", "sin(id) AS x0", "cos(1.7D * id) AS x1")
          .coalesce(1)
          .write()
          .parquet(made);
      try (Stream<Path> files = Files.list(Path.of(made))) {
        Path rows =
            files.filter(part -> part.toString().endsWith(".parquet")).findFirst().orElseThrow();
        Files.move(rows, folder.resolve("arriving").resolve(file + ".parquet"));
      }
    }
  }

  /** Batches that are whole. */
  private static int batches() throws IOException {
    Path commits = folder.resolve("checkpoint/commits");
    if (!Files.exists(commits)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(commits)) {
      return (int) files.filter(file -> file.getFileName().toString().matches("\\d+")).count();
    }
  }

  private static Process example() throws IOException {
    return example.start(
        "local[1]", path("model"), path("arriving"), path("scores"), path("checkpoint"));
  }
}
