package normflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.spark.evaluate.Evaluation;
import normflow.store.Provenance;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Every command as a user would call it, on two cores of this JVM. */
class CommandLineIT extends LocalSession {

  @Test
  void aFlowOnTwoMoonsFromGenerationToComparison() throws IOException {
    String table = path("moons");
    ok("generate", "--density", "two-moons", "--rows", "6000", "--output", table);
    String job = job("moons.yaml", moons(path("model"), "planar, layers: 8", 2));
    String printed = ok("train", job);
    assertTrue(printed.contains("gap to the true density"), printed);
    for (String file :
        List.of("flow.json", "parameters.safetensors", "provenance.json", "metrics.jsonl")) {
      assertTrue(Files.exists(folder.resolve("model").resolve(file)), file);
    }
    String page = Files.readString(folder.resolve("model/report/index.html"));
    assertTrue(page.contains("data:image/png;base64,"));

    String evaluated =
        ok(
            "evaluate",
            "--model",
            path("model"),
            "--data",
            table,
            "--density",
            "two-moons",
            "--quiet",
            "--json");
    Evaluation evaluation = Codec.json("evaluation", evaluated, Evaluation.class);
    assertEquals(6000, evaluation.rows());
    assertTrue(evaluation.nll() < evaluation.base().orElseThrow(), evaluated);
    assertTrue(evaluation.gap().orElseThrow() > -2 * evaluation.gapStandardError().orElseThrow());

    ok(
        "score",
        "--model",
        path("model"),
        "--data",
        table,
        "--column",
        "learned",
        "--anomaly",
        "0.05",
        "--output",
        path("scored"));
    List<Row> scored = session.read().parquet(path("scored")).collectAsList();
    double mean = scored.stream().mapToDouble(row -> -row.<Double>getAs("learned")).sum() / 6000;
    assertEquals(evaluation.nll(), mean, 1e-6);
    assertEquals(5, scored.get(0).size());
    double most =
        scored.stream()
            .filter(CommandLineIT::isAnomaly)
            .mapToDouble(CommandLineIT::learned)
            .max()
            .orElseThrow();
    double least =
        scored.stream()
            .filter(row -> !isAnomaly(row))
            .mapToDouble(CommandLineIT::learned)
            .min()
            .orElseThrow();
    assertTrue(most < least, most + " < " + least);
    assertEquals(0.05, scored.stream().filter(CommandLineIT::isAnomaly).count() / 6000.0, 0.02);

    ok("sample", "--model", path("model"), "--rows", "1000", "--output", path("drawn"));
    ok("sample", "--model", path("model"), "--rows", "1000", "--output", path("again"));
    assertEquals(
        session.read().parquet(path("drawn")).orderBy("x0", "x1").collectAsList(),
        session.read().parquet(path("again")).orderBy("x0", "x1").collectAsList());
    ok(
        "score",
        "--model",
        path("model"),
        "--data",
        path("drawn"),
        "--rank",
        "--output",
        path("ranked"));
    double rare = session.read().parquet(path("ranked")).where("rank < 0.1").count();
    assertEquals(100, rare, 30);
    Commands again =
        Commands.run(
            "score",
            "--model",
            path("model"),
            "--data",
            path("ranked"),
            "--column",
            "once more",
            "--rank",
            "--output",
            path("twice"));
    assertEquals(2, again.status(), again.printed());
    assertTrue(again.printed().contains("column rank is in the table already: rename it"));
    again =
        Commands.run(
            "score",
            "--model",
            path("model"),
            "--data",
            path("scored"),
            "--column",
            "once more",
            "--anomaly=0.01",
            "--output",
            path("twice"));
    assertEquals(2, again.status(), again.printed());
    assertTrue(
        again.printed().contains("column is_anomaly is in the table already: rename it"),
        again.printed());

    assertTrue(ok("inspect", path("model")).contains("40 trained parameters"));
    ok("report", "--model", path("model"), "--output", path("page"));
    ok("compare", path("model"), path("model"), "--output", path("compared"));
    assertTrue(Files.exists(folder.resolve("compared/index.html")));
  }

  private static boolean isAnomaly(Row row) {
    return row.getAs("is_anomaly");
  }

  private static double learned(Row row) {
    return row.getAs("learned");
  }

  @Test
  void theSameJobGivesTheSameBitsAndResumesToThem() throws IOException {
    String job = job("a.yaml", moons(path("a"), "realnvp, couplings: 2, hidden: [8]", 2));
    ok("train", job, "--no-report", "--quiet");
    ok("train", job, "--no-report", "--quiet", "--output", path("b"));
    assertEquals(digest("a"), digest("b"));
    String unfilmed = Files.readString(Path.of(job)).replace("keep: 2", "keep: 2, film: 0");
    ok("train", job("c.yaml", unfilmed), "--no-report", "--quiet", "--output", path("c"));
    assertEquals(digest("a"), digest("c"));
    assertTrue(Files.notExists(folder.resolve("c/snapshots")));
    List<String> snapshots = snapshots("b");
    assertTrue(snapshots.size() > 15, snapshots.toString());
    // The newest checkpoint is damaged: the one before is taken, and leads to the same end.
    List<Path> checkpoints = checkpoints("b");
    assertEquals(2, checkpoints.size());
    flipABit(checkpoints.get(1).resolve("arrays.safetensors"));
    Files.delete(folder.resolve("b/flow.json"));
    Files.delete(folder.resolve("b/parameters.safetensors"));
    ok("train", job, "--no-report", "--quiet", "--output", path("b"), "--resume");
    assertEquals(digest("a"), digest("b"));
    assertEquals(snapshots, snapshots("b"));
    String other = job("o.yaml", moons(path("b"), "realnvp, couplings: 2, hidden: [9]", 2));
    assertTrue(bad("train", other, "--resume").contains("another configuration"));
    for (Path checkpoint : checkpoints("b")) {
      flipABit(checkpoint.resolve("state.json"));
    }
    String message = bad("train", job, "--output", path("b"), "--resume");
    assertTrue(message.contains("state.json does not have the SHA-256"), message);
  }

  @Test
  void aForeignCsvTrainsScoresAndSamples() throws IOException {
    Path csv = csv("foreign.csv", 3000, "");
    String job =
        job(
            "foreign.yaml",
            """
            data:
              type: table
              format: csv
              path: %s
              columns: [length, width, height, weight]
            validation: {share: 0.1}
            flow: {type: realnvp, couplings: 4, hidden: [16, 16]}
            training: {batchSize: 256, epochs: 2}
            partitions: 2
            output: %s
            """
                .formatted(csv, path("foreign")));
    ok("train", job);
    assertTrue(Files.exists(folder.resolve("foreign/report/index.html")));
    ok(
        "score",
        "--model",
        path("foreign"),
        "--data",
        csv.toString(),
        "--output",
        path("scores"),
        "--output-format",
        "csv");
    List<Row> rows = session.read().option("header", "true").csv(path("scores")).collectAsList();
    assertEquals(3000, rows.size());
    assertEquals("green", rows.get(0).getAs("colour"));
    ok("sample", "--model", path("foreign"), "--rows", "500", "--output", path("samples"));
    assertEquals(
        List.of("length", "width", "height", "weight"),
        List.of(session.read().parquet(path("samples")).columns()));
  }

  @Test
  void badInputIsExplainedAndLeavesStatusTwo() throws IOException {
    String good = moons(path("out"), "planar, layers: 2", 2);
    Path csv = csv("bad.csv", 20, "1,NaN,3,4,red\n");
    String table =
        "data: {type: table, format: csv, path: %s, columns: [%s]}%nflow: {type: planar}%n"
            + "training: {epochs: 1}%noutput: %s%n";
    String out = path("never");
    assertMessage("does not exist", "train", path("none.yaml"));
    assertMessage(
        "did you mean training?", "train", job("1.yaml", good.replace("training", "traning")));
    assertMessage(
        "nothing is there",
        "train",
        job("2.yaml", table.formatted(path("missing.csv"), "length", out)));
    assertMessage(
        "column lenght is not in", "train", job("3.yaml", table.formatted(csv, "lenght", out)));
    assertMessage(
        "has type string", "train", job("4.yaml", table.formatted(csv, "length, colour", out)));
    assertMessage(
        "bad.csv, row 21, column width",
        "train",
        job("5.yaml", table.formatted(csv, "length, width", out)));
    String skipping = table.formatted(csv, "length, width", path("skipped")) + "badRows: skip\n";
    assertTrue(ok("train", job("6.yaml", skipping), "--no-report").contains("1 skipped"));
    assertMessage("exists", "train", job("7.yaml", skipping));
    assertMessage(
        "the model has 2",
        "score",
        "--model",
        path("skipped"),
        "--data",
        csv.toString(),
        "--columns",
        "length",
        "--output",
        out);
    assertMessage(
        "not a finite number",
        "score",
        "--model",
        path("skipped"),
        "--data",
        csv.toString(),
        "--output",
        out);
    Path parameters = folder.resolve("skipped/parameters.safetensors");
    flipABit(parameters);
    assertMessage("is damaged", "inspect", path("skipped"));
    assertMessage(
        "did you mean two-moons?",
        "generate",
        "--density",
        "two-moon",
        "--rows",
        "5",
        "--output",
        out);
    assertEquals(2, run(new ByteArrayOutputStream(), "train"));
    assertTrue(Files.notExists(folder.resolve("never")));
  }

  private String moons(String output, String flow, int partitions) {
    return """
        data: {type: generated, density: two-moons, rows: 3000}
        validation: {share: 0.1}
        test: {share: 0.2}
        flow: {type: %s}
        training: {batchSize: 128, steps: 60, validationInterval: 20, optimizer: {learningRate: 0.01}}
        checkpoints: {steps: 25, keep: 2}
        partitions: %d
        output: %s
        """
        .formatted(flow, partitions, output);
  }

  private Path csv(String name, int rows, String last) throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    List<String> lines = new ArrayList<>(List.of("length,width,height,weight,colour"));
    for (int i = 0; i < rows; i++) {
      double size = random.nextGaussian();
      lines.add(
          size
              + ","
              + (2 * size + random.nextGaussian())
              + ","
              + random.nextDouble()
              + ","
              + Math.exp(size)
              + ",green");
    }
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n" + last);
  }

  private String job(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private List<Path> checkpoints(String model) throws IOException {
    try (Stream<Path> found = Files.list(folder.resolve(model).resolve("checkpoints"))) {
      return found.sorted().toList();
    }
  }

  private List<String> snapshots(String model) throws IOException {
    try (Stream<Path> found = Files.list(folder.resolve(model).resolve("snapshots"))) {
      return found.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static void flipABit(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 3] ^= 1;
    Files.write(file, bytes);
  }

  private String digest(String model) throws IOException {
    String text = Files.readString(folder.resolve(model).resolve("provenance.json"));
    return Codec.json("provenance", text, Provenance.class).parametersSha256();
  }

  private static String ok(String... arguments) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    assertEquals(0, run(printed, arguments), () -> printed.toString(UTF_8));
    return printed.toString(UTF_8);
  }

  private static String bad(String... arguments) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    assertEquals(2, run(printed, arguments), () -> printed.toString(UTF_8));
    assertNotEquals(0, printed.size());
    return printed.toString(UTF_8);
  }

  private static void assertMessage(String expected, String... arguments) {
    String printed = bad(arguments);
    assertTrue(printed.contains(expected), printed);
    assertTrue(!printed.contains("\tat "), "a stack trace: " + printed);
  }

  private static int run(ByteArrayOutputStream printed, String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    PrintStream both = new PrintStream(printed, true, UTF_8);
    System.setOut(both);
    System.setErr(both);
    try {
      return Main.run(arguments);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
