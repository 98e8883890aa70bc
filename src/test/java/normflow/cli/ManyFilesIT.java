package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Tables of very many files, and of one that cannot be cut. */
class ManyFilesIT extends LocalSession {

  private static final int FILES = 1_000;
  private static final int ROWS_OF_A_FILE = 3;
  private static final int ROWS = 450_000;
  private static final int PARTS = 5;

  private static String row(int row) {
    return row + "," + Math.sin(row) + "," + Math.cos(1.7 * row) + "\n";
  }

  private String job(String data, String output) throws IOException {
    return Files.writeString(
            folder.resolve(output + ".yaml"),
            "data: {type: table, format: csv, columns: [x0, x1], path: "
                + data
                + "}\nvalidation: {share: 0}\nflow: {type: planar, layers: 1}\n"
                + "training: {batchSize: 32, steps: 4}\npartitions: "
                + PARTS
                + "\noutput: "
                + path(output)
                + "\n")
        .toString();
  }

  @Test
  void smallFilesAreReadManyATask() throws IOException {
    Path many = Files.createDirectories(folder.resolve("many"));
    for (int file = 0; file < FILES; file++) {
      StringBuilder rows = new StringBuilder("id,x0,x1\n");
      for (int row = 0; row < ROWS_OF_A_FILE; row++) {
        rows.append(row(file * ROWS_OF_A_FILE + row));
      }
      Files.writeString(many.resolve(file + ".csv"), rows);
    }
    AtomicInteger most = new AtomicInteger();
    session
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
                most.accumulateAndGet(submitted.stageInfo().numTasks(), Math::max);
              }
            });
    String printed = Commands.ok("train", job(many.toString(), "model"));
    assertTrue(most.get() >= PARTS && most.get() < FILES / 10, most + " tasks of a stage");
    assertTrue(printed.contains("3,000 training"), printed);
    Commands.ok(
        "score", "--model", path("model"), "--data", many.toString(), "--output", path("scored"));
    assertEquals(FILES * ROWS_OF_A_FILE, session.read().parquet(path("scored")).count());
    long files = parts("scored");
    assertTrue(files >= PARTS && files < FILES / 10, files + " files");
  }

  @Test
  void aFileThatCannotBeCutIsSharedAmongTasks() throws IOException {
    Path file = folder.resolve("whole.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write("id,x0,x1\n".getBytes(StandardCharsets.US_ASCII));
      for (int row = 0; row < ROWS; row++) {
        out.write(row(row).getBytes(StandardCharsets.US_ASCII));
      }
    }
    assertTrue(Files.size(file) > 8 << 20, Files.size(file) + " bytes");
    Commands.ok("train", job(file.toString(), "model"));
    score(file, PARTS, "shared");
    score(file, 1, "alone");
    assertEquals(PARTS, parts("shared"));
    assertEquals(1, parts("alone"));
    Dataset<Row> shared = session.read().parquet(path("shared"));
    assertEquals(ROWS, shared.count());
    assertEquals(
        List.of(),
        session.read().parquet(path("alone")).exceptAll(shared).limit(3).collectAsList());
  }

  private void score(Path table, int parts, String scores) {
    Commands.ok(
        "score",
        "--model",
        path("model"),
        "--data",
        table.toString(),
        "--partitions",
        Integer.toString(parts),
        "--output",
        path(scores));
  }

  private long parts(String table) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(table))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }
}
