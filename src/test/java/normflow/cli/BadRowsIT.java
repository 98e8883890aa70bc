package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.store.Provenance;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that have no density are named, or left out and counted; tables that are too small. */
class BadRowsIT {

  private static final String PLANAR = "{type: planar, layers: 2}";

  @TempDir private static Path folder;
  private static SparkSession session;
  private static int jobs;

  @BeforeAll
  static void start() {
    session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  @Test
  void aRowWithANullANanOrAnInfinityIsNamedOrSkipped() throws IOException {
    for (String[] bad :
        new String[][] {
          {",5", "column a: null"},
          {"5,", "column b: null"},
          {"NaN,5", "column a: NaN"},
          {"5,Infinity", "column b: Infinity"},
          {"-Infinity,5", "column a: -Infinity"},
          {"5", "column b: null"}
        }) {
      Path csv = csv(30, bad[0]);
      String message = refused(table(csv), PLANAR);
      assertTrue(message.contains(csv.getFileName() + ", row 16, " + bad[1]), message);
      assertEquals(1, skipped(table(csv)));
    }
  }

  @Test
  void allBadRowsAreCounted() throws IOException {
    Path csv = csv(30, "NaN,1", ",", "Infinity,NaN");
    assertTrue(refused(table(csv), PLANAR).contains("(3 such rows in all)"));
    assertEquals(3, skipped(table(csv)));
    Path none = csv(0, "NaN,1", ",2");
    assertTrue(refused(table(none) + "badRows: skip\n", PLANAR).contains("no rows to train on"));
  }

  @Test
  void aColumnOfAnotherTypeIsNamed() throws IOException {
    Path csv = csv(0, "1,red", "2,green", "3,4");
    assertTrue(refused(table(csv), PLANAR).contains("column b of " + csv + " has type string"));
  }

  @Test
  void aTextAmongNumbersIsABadValue() throws IOException {
    Path csv = csv(30, "1,n/a");
    String message = refused(table(csv), PLANAR);
    assertTrue(
        message.contains(csv.getFileName() + ", row 16, column b: n/a is not a number"), message);
    assertEquals(1, skipped(table(csv)));
  }

  @Test
  void aConstantColumnIsNamed() throws IOException {
    Path csv = folder.resolve("constant.csv");
    Files.writeString(csv, "a,b\n1,7\n2,7\n3,7\n");
    assertTrue(refused(table(csv), PLANAR).contains("column b has one value only, 7.0"));
  }

  @Test
  void tablesOfNoRowAndOfOneRow() throws IOException {
    assertTrue(refused(table(csv(0)), PLANAR).contains("has type string"));
    String parquet = parquet("none", List.of());
    assertTrue(refused(parquet, PLANAR).contains("no rows with a vector in column v"));
    assertTrue(refused(table(csv(1)), PLANAR).contains("one value only"));
  }

  @Test
  void fewerRowsThanPartitionsAndEmptyPartitions() throws IOException {
    assertEquals(0, skipped(table(csv(5))));
    Path job = job(table(csv(5)), "{type: realnvp, couplings: 2, hidden: [4]}");
    Commands.ok("train", job.toString(), "--no-report", "--quiet");
    String small =
        Files.readString(job(table(csv(5)), "{type: realnvp, couplings: 2, hidden: [4]}"))
            .replace("batchSize: 16", "batchSize: 1");
    Commands ran =
        Commands.run(
            "train",
            Files.writeString(folder.resolve("small.yaml"), small).toString(),
            "--no-report",
            "--quiet");
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(ran.printed().contains("batchSize = 1: a flow with batch norm"), ran.printed());
  }

  @Test
  void vectorsOfAnotherWidthAreNamedOrSkipped() throws IOException {
    for (double[] other : new double[][] {{}, {1}, {1, 2, 3}}) {
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Vector good = Vectors.dense(new double[] {i % 7, i % 5});
        rows.add(RowFactory.create(i == 12 ? Vectors.dense(other) : good));
      }
      String parquet = parquet("width" + other.length, rows);
      String message = refused(parquet, PLANAR);
      String expected = "a vector of " + other.length + " elements where 2 are due";
      assertTrue(message.contains(", row 13, ") && message.contains(expected), message);
      assertEquals(1, skipped(parquet));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rows.add(
          RowFactory.create(i == 3 ? null : Vectors.dense(i % 7, i == 5 ? Double.NaN : i % 5)));
    }
    String message = refused(parquet("nulls", rows), PLANAR);
    assertTrue(message.contains(", row 4, column v_0: null"), message);
    assertEquals(2, skipped(parquet("nulls", rows)));
  }

  @Test
  void scoringNamesOrSkipsThemToo() throws IOException {
    skipped(table(csv(30)));
    String model = folder.resolve("model" + jobs).toString();
    Path bad = csv(10, "4,Infinity", "1,2");
    String[] score = {
      "score",
      "--model",
      model,
      "--data",
      bad.toString(),
      "--output",
      folder.resolve("p") + "" + jobs
    };
    Commands ran = Commands.run(score);
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(ran.printed().contains("column b: Infinity"), ran.printed());
    String[] skipping = java.util.Arrays.copyOf(score, score.length + 2);
    skipping[score.length] = "--bad-rows";
    skipping[score.length + 1] = "skip";
    Commands.ok(skipping);
    assertEquals(11, session.read().parquet(score[6]).count());
  }

  /** Parameters explode in one step: no gradient is finite from then on. */
  @Test
  void aRunWithoutFiniteGradientsStopsAndNamesItsLastGoodCheckpoint() throws IOException {
    String text =
        Files.readString(job(table(csv(40)), "{type: planar, layers: 2}"))
                .replace(
                    "steps: 3", "steps: 500, clipNorm: 1.0e+30, optimizer: {learningRate: 3.0e+37}")
            + "checkpoints: {steps: 1, keep: 1}\n";
    Path job = Files.writeString(folder.resolve("explodes.yaml"), text);
    Commands ran = Commands.run("train", job.toString(), "--no-report", "--quiet");
    assertEquals(1, ran.status(), ran.printed());
    assertTrue(ran.printed().contains("no finite gradient in 10 steps in a row"), ran.printed());
    Matcher named =
        Pattern.compile("last good checkpoint is of step (\\d+)").matcher(ran.printed());
    assertTrue(named.find(), ran.printed());
    Path checkpoints = folder.resolve("model" + jobs).resolve("checkpoints");
    try (Stream<Path> found = Files.list(checkpoints)) {
      String name = found.findFirst().orElseThrow().getFileName().toString();
      assertEquals(Long.parseLong(named.group(1)), Long.parseLong(name.substring(5, 17)));
    }
  }

  /** A CSV file of good rows with others in the middle. */
  private static Path csv(int rows, String... bad) throws IOException {
    StringBuilder text = new StringBuilder("a,b\n");
    for (int i = 0; i < rows; i++) {
      if (i == rows / 2) {
        text.append(String.join("\n", bad)).append(bad.length == 0 ? "" : "\n");
      }
      text.append(i % 7).append(',').append(i % 5 + 0.5).append('\n');
    }
    text.append(rows == 0 ? String.join("\n", bad) : "");
    return Files.writeString(folder.resolve("table" + jobs++ + ".csv"), text);
  }

  private static String table(Path csv) {
    return "data: {type: table, format: csv, path: %s, columns: [a, b]}%n".formatted(csv);
  }

  private static String parquet(String name, List<Row> rows) {
    String path = folder.resolve(name).toString();
    session
        .createDataFrame(rows, new StructType().add("v", SQLDataTypes.VectorType()))
        .coalesce(1)
        .write()
        .mode("overwrite")
        .parquet(path);
    return "data: {type: table, format: parquet, path: %s, columns: [v]}%n".formatted(path);
  }

  private static String refused(String data, String flow) throws IOException {
    Commands ran = Commands.run("train", job(data, flow).toString(), "--no-report", "--quiet");
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(!ran.printed().contains("\tat "), ran.printed());
    return ran.printed();
  }

  /** How many rows a job with {@code badRows: skip} left out. */
  private static long skipped(String data) throws IOException {
    Path job = job(data + "badRows: skip\n", PLANAR);
    Commands.ok("train", job.toString(), "--no-report", "--quiet");
    String text = Files.readString(folder.resolve("model" + jobs + "/provenance.json"));
    return Codec.json("provenance", text, Provenance.class).skippedRows();
  }

  private static Path job(String data, String flow) throws IOException {
    jobs++;
    return Files.writeString(
        folder.resolve("job" + jobs + ".yaml"),
        """
        %sflow: %s
        training: {batchSize: 16, steps: 3, validationInterval: 3}
        partitions: 8
        output: %s
        """
            .formatted(data, flow, folder.resolve("model" + jobs)));
  }
}
