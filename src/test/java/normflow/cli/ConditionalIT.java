package normflow.cli;

import static normflow.cli.Commands.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

/**
 * A flow of two columns given one: x ~ N(3 c, (0.2 + c)²) and y ~ N(x, 0.5²) for c uniform on [0,
 * 1], whose conditional density is known.
 */
class ConditionalIT extends LocalSession {

  private static final int ROWS = 20_000;

  private void table() throws IOException {
    Random random = new Random(5);
    StringBuilder text = new StringBuilder("c,x,y\n");
    for (int i = 0; i < ROWS; i++) {
      double c = random.nextDouble();
      double x = 3 * c + (0.2 + c) * random.nextGaussian();
      double y = x + 0.5 * random.nextGaussian();
      text.append(c).append(',').append(x).append(',').append(y).append('\n');
    }
    Files.writeString(folder.resolve("table.csv"), text);
  }

  private void train() throws IOException {
    table();
    Files.writeString(
        folder.resolve("job.yaml"),
        """
        data: {type: table, format: csv, path: %s, columns: [x, y], context: [c]}
        test: {share: 0.2}
        flow: {type: maf, transforms: 2, hidden: [32]}
        training: {batchSize: 256, steps: 500, optimizer: {learningRate: 0.01, weightDecay: 0}}
        partitions: 2
        output: %s
        """
            .formatted(path("table.csv"), path("model")));
    ok("train", path("job.yaml"));
  }

  private static double logDensity(Row row) {
    double c = row.getAs("c");
    double x = row.getAs("x");
    double y = row.getAs("y");
    double deviation = 0.2 + c;
    return -Math.log(2 * Math.PI)
        - Math.log(deviation * 0.5)
        - 0.5 * Math.pow((x - 3 * c) / deviation, 2)
        - 0.5 * Math.pow((y - x) / 0.5, 2);
  }

  @Test
  void conditionalModelsScoreAndSampleWhatTheyAreGiven() throws IOException {
    train();
    assertTrue(Files.exists(folder.resolve("model/report/index.html")));
    String model = path("model");
    String data = path("table.csv");
    ok("score", "--model", model, "--data", data, "--output", path("scores"));
    List<Row> scored = session.read().parquet(path("scores")).collectAsList();
    assertEquals(ROWS, scored.size());
    double gap = 0;
    for (Row row : scored) {
      gap += (logDensity(row) - row.<Double>getAs("log_density")) / ROWS;
    }
    assertTrue(gap > -0.01 && gap < 0.03, "gap = " + gap);
    String printed = ok("evaluate", "--model", model, "--data", data);
    assertTrue(printed.contains("mixture of 5 linear Gaussians"), printed);

    session
        .createDataFrame(List.of(new Given(0.1), new Given(0.9)), Given.class)
        .withColumn("id", functions.expr("c > 0.5"))
        .withColumn("x", functions.lit("seen"))
        .write()
        .parquet(path("contexts"));
    String[] sample = {
      "sample", "--model", model, "--contexts", path("contexts"), "--rows", "5000", "--output"
    };
    ok(with(sample, path("samples")));
    Dataset<Row> drawn = session.read().parquet(path("samples"));
    assertEquals(List.of("x", "y", "draw", "c", "id", "observed_x"), List.of(drawn.columns()));
    assertEquals(2, drawn.where("draw = 4999 and id = (c > 0.5) and observed_x = 'seen'").count());
    List<Row> means =
        session
            .read()
            .parquet(path("samples"))
            .groupBy("c")
            .agg(functions.avg("x"), functions.stddev("x"), functions.count("y"))
            .orderBy("c")
            .collectAsList();
    assertEquals(2, means.size());
    for (Row row : means) {
      double c = row.getDouble(0);
      assertEquals(3 * c, row.getDouble(1), 0.1);
      assertEquals(0.2 + c, row.getDouble(2), 0.1);
      assertEquals(5000, row.getLong(3));
    }
  }

  private static String[] with(String[] arguments, String last) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = last;
    return all;
  }

  /** y ~ N(2 c, (0.5 + c)²), whose mean, deviation and quantiles are known. */
  @Test
  void aColumnGivenOthersHasQuantilesAndMoments() throws IOException {
    Random random = new Random(6);
    StringBuilder text = new StringBuilder("id,c,y\n");
    for (int i = 0; i < ROWS; i++) {
      double c = random.nextDouble();
      double y = 2 * c + (0.5 + c) * random.nextGaussian();
      text.append('r').append(i).append(',').append(c).append(',').append(y).append('\n');
    }
    Files.writeString(folder.resolve("table.csv"), text);
    Files.writeString(
        folder.resolve("job.yaml"),
        """
        data: {type: table, format: csv, path: %s, columns: [y], context: [c]}
        test: {share: 0.1}
        flow: {type: maf, transforms: 1, hidden: [32]}
        training: {batchSize: 256, steps: 600, optimizer: {type: adam, learningRate: 0.01}}
        partitions: 2
        output: %s
        """
            .formatted(path("table.csv"), path("model")));
    String trained = ok("train", path("job.yaml"));
    assertTrue(trained.contains("\nrows in the 90% intervals"), trained);
    assertTrue(trained.contains("\nThe 90% intervals hold "), trained);
    assertTrue(Files.exists(folder.resolve("model/report/pit.png")));
    assertTrue(Files.exists(folder.resolve("model/report/bands.png")));
    String[] score = {
      "score", "--model", path("model"), "--data", path("table.csv"), "--moments", "--quantiles"
    };
    ok(with(with(with(score, "0.05,0.5,0.975"), "--output"), path("scores")));
    Dataset<Row> scored = session.read().parquet(path("scores"));
    assertEquals(
        List.of("id", "c", "y", "log_density", "y_mean", "y_sd", "y_q5", "y_q50", "y_q97_5"),
        List.of(scored.columns()));
    for (Row row : scored.limit(500).collectAsList()) {
      double mean = 2 * row.<Double>getAs("c");
      double deviation = 0.5 + row.<Double>getAs("c");
      assertEquals(mean, row.getAs("y_mean"), 0.15);
      assertEquals(deviation, row.getAs("y_sd"), 0.15);
      assertEquals(mean - 1.645 * deviation, row.getAs("y_q5"), 0.25);
      assertEquals(mean, row.getAs("y_q50"), 0.15);
      assertEquals(mean + 1.96 * deviation, row.getAs("y_q97_5"), 0.3);
    }
    assertEquals(0.95, scored.where("y > y_q5").count() / (double) ROWS, 0.01);

    scored.select("id", "c").limit(9).write().parquet(path("later"));
    String[] later = {"score", "--model", path("model"), "--data", path("later"), "--quantiles"};
    ok(with(with(with(later, "0.5"), "--output"), path("expected")));
    assertEquals(
        List.of("id", "c", "y_q50"), List.of(session.read().parquet(path("expected")).columns()));
    Commands ran = Commands.run(with(with(with(later, "1.5"), "--output"), path("never")));
    assertTrue(ran.printed().contains("quantile 1.5: must be between 0 and 1"), ran.printed());
    ran = Commands.run(with(with(with(score, "0.5"), "--rank"), "--output=" + path("never")));
    assertEquals(2, ran.status());
    assertTrue(ran.printed().contains("ranks are of densities without a context"), ran.printed());
  }

  @Test
  void badContextsAreExplained() throws IOException {
    train();
    assertMessage("is conditioned on c: give a table of contexts with --contexts", "--rows", "5");
    assertMessage("nothing is there", "--rows", "5", "--contexts", path("nowhere"));
    Files.writeString(folder.resolve("other.csv"), "d\n1\n");
    assertMessage("column c is not in", "--rows", "5", "--contexts", path("other.csv"));
    Files.writeString(folder.resolve("null.csv"), "c\n1\n\"\"\n0.5\n");
    assertMessage("of the contexts, column c", "--rows", "5", "--contexts", path("null.csv"));
    Files.writeString(
        folder.resolve("planar.yaml"),
        Files.readString(folder.resolve("job.yaml"))
            .replace("{type: maf, transforms: 2, hidden: [32]}", "{type: planar}")
            .replace(path("model"), path("planar")));
    Commands ran = Commands.run("train", path("planar.yaml"));
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(ran.printed().contains("none of the layers takes a context"), ran.printed());
  }

  private void assertMessage(String expected, String... arguments) {
    String[] command = {"sample", "--model", path("model"), "--output", path("never")};
    String[] all = java.util.Arrays.copyOf(command, command.length + arguments.length);
    System.arraycopy(arguments, 0, all, command.length, arguments.length);
    Commands ran = Commands.run(all);
    assertTrue(ran.status() != 0, ran.printed());
    assertTrue(ran.printed().contains(expected), ran.printed());
  }

  /** A context. */
  public static final class Given {
    private final double c;

    Given(double c) {
      this.c = c;
    }

    public double getC() {
      return c;
    }
  }
}
