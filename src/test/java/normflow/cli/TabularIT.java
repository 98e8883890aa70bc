package normflow.cli;

import static normflow.cli.Commands.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

/**
 * A table as people have them: texts, booleans, counts, amounts that mostly are none, and holes.
 */
class TabularIT extends LocalSession {

  private static final int ROWS = 3_000;

  private void table(String name, int seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder("id,color,n,amount,height,member\n");
    for (int i = 0; i < ROWS; i++) {
      boolean red = random.nextInt(2) == 0;
      String n = random.nextDouble() < (red ? 0.3 : 0.05) ? "" : "" + random.nextInt(5);
      double amount = random.nextInt(3) == 0 ? 0 : Math.exp(random.nextGaussian() + (red ? 0 : 3));
      double height = (red ? 170 : 182) + 8 * random.nextGaussian();
      text.append(
          "%d,%s,%s,%.3f,%.2f,%s%n"
              .formatted(i, red ? "red" : "blue", n, amount, height, random.nextInt(4) == 0));
    }
    Files.writeString(folder.resolve(name), text);
  }

  private String job(String flow) throws IOException {
    return Files.writeString(
            folder.resolve("job.yaml"),
            """
            data: {type: table, format: csv, path: %s, columns: [color, n, amount, height, member]}
            test: {share: 0.2}
            flow: %s
            training: {steps: 400, optimizer: {weightDecay: 0}}
            partitions: 2
            output: %s
            """
                .formatted(path("table.csv"), flow, path("model")))
        .toString();
  }

  private Dataset<Row> scored(String table, String output) {
    ok("score", "--model", path("model"), "--data", path(table), "--output", path(output));
    return session.read().parquet(path(output));
  }

  private static double mean(Dataset<Row> rows, String condition) {
    return rows.where(condition).agg(functions.avg("log_density")).head().getDouble(0);
  }

  @Test
  void columnsAreTakenAsTheyAre() throws IOException {
    table("table.csv", 1);
    String said = ok("train", job("{type: tabular, hidden: [32]}"));
    assertTrue(said.contains("nats a row better than a product of independent columns"), said);
    assertTrue(said.contains("count by their probability"), said);
    assertFalse(said.contains("N(0, I)"), said);
    assertTrue(Files.exists(folder.resolve("model/report/index.html")));

    // Draws are of the kinds of the columns, and as common.
    ok("sample", "--model", path("model"), "--rows", "4000", "--output", path("drawn"));
    Dataset<Row> drawn = session.read().parquet(path("drawn"));
    assertEquals(DataTypes.StringType, drawn.schema().apply("color").dataType());
    assertEquals(DataTypes.LongType, drawn.schema().apply("n").dataType());
    Set<String> colors = new TreeSet<>();
    drawn.select("color").distinct().collectAsList().forEach(row -> colors.add(row.getString(0)));
    assertEquals(Set.of("blue", "red"), colors);
    assertEquals(0, drawn.where("amount < 0 or n < 0 or n > 4").count());
    double holes = drawn.where("color = 'red' and n is null").count();
    assertEquals(0.3, holes / drawn.where("color = 'red'").count(), 0.05);
    assertEquals(1 / 3.0, drawn.where("amount = 0").count() / 4000.0, 0.05);
    givenTheFirstColumns();

    // A null is a value; a text that was never there is unlikely, and no error.
    table("other.csv", 2);
    Dataset<Row> scored = scored("other.csv", "scored");
    assertEquals(ROWS, scored.count());
    assertTrue(
        mean(scored, "color = 'red' and n is null") > mean(scored, "color = 'blue' and n is null"));
    String text = Files.readString(folder.resolve("other.csv"));
    Files.writeString(folder.resolve("green.csv"), text.replace(",blue,", ",green,"));
    Dataset<Row> green = scored("green.csv", "green");
    assertEquals(ROWS, green.count());
    assertTrue(mean(green, "color = 'green'") < mean(scored, "color = 'blue'") - 3);
    ok("evaluate", "--model", path("model"), "--data", path("other.csv"));
    Files.writeString(folder.resolve("holes.csv"), text.replace("1,blue,", "1,,"));
    Commands refused =
        Commands.run(
            "score", "--model", path("model"), "--data", path("holes.csv"), "--output", path("x"));
    assertEquals(2, refused.status(), refused.printed());
    assertTrue(refused.printed().contains("column color: null"), refused.printed());
  }

  private List<Row> given(String given, String output, int partitions) {
    ok(
        "sample",
        "--model",
        path("model"),
        "--rows",
        "1000",
        "--given",
        given,
        "--partitions",
        "" + partitions,
        "--output",
        path(output));
    Dataset<Row> drawn = session.read().parquet(path(output));
    return drawn.orderBy("color", "n", "amount", "height").collectAsList();
  }

  private void givenTheFirstColumns() {
    List<Row> drawn = given("n=,color=red", "given1", 1);
    assertTrue(drawn.stream().allMatch(row -> row.getString(0).equals("red") && row.isNullAt(1)));
    assertTrue(drawn.stream().map(row -> row.getDouble(3)).distinct().count() > 900);
    assertEquals(drawn, given("color=red,n=", "given4", 4));
    // Heights of red are of another mean, and so are those given amounts to the last digit.
    double[] means = new double[2];
    for (String color : List.of("blue", "red")) {
      List<Row> rows = given("color=" + color + ",n=2,amount=0.1", color, 2);
      assertTrue(rows.stream().allMatch(row -> row.getLong(1) == 2 && row.getDouble(2) == 0.1));
      means[color.equals("red") ? 1 : 0] =
          rows.stream().mapToDouble(row -> row.getDouble(3)).average().orElseThrow();
    }
    assertTrue(means[0] > means[1] + 6, means[0] + ", " + means[1]);
    Commands refused =
        Commands.run(
            "sample",
            "--model",
            path("model"),
            "--rows",
            "1",
            "--given",
            "color=red, blue,n=1",
            "--output",
            path("x"));
    assertEquals(2, refused.status(), refused.printed());
    assertTrue(refused.printed().contains("red, blue"), refused.printed());
  }

  /**
   * A rare null, numbers that a table to score has as texts, texts that look like numbers there.
   */
  @Test
  void oneTableIsReadAsTheOther() throws IOException {
    Random random = new Random(4);
    StringBuilder text = new StringBuilder("code,age,paid\n");
    for (int i = 0; i < ROWS; i++) {
      String code = List.of("007", "1.50", "A1", "B2", "C3").get(random.nextInt(5));
      String age = i == 77 ? "" : "%.1f".formatted(40 + 10 * random.nextGaussian());
      text.append(code).append(',').append(age).append(',').append(random.nextInt(3)).append('\n');
    }
    Files.writeString(folder.resolve("table.csv"), text);
    Files.writeString(
        folder.resolve("job.yaml"),
        """
        data: {type: table, format: csv, path: %s, columns: [code, age, paid]}
        validation: {share: 0.2}
        test: {share: 0.2}
        flow: {type: tabular, hidden: [16]}
        training: {steps: 150, optimizer: {weightDecay: 0}}
        partitions: 2
        output: %s
        """
            .formatted(path("table.csv"), path("model")));
    ok("train", path("job.yaml"), "--no-report");
    Files.writeString(
        folder.resolve("few.csv"), "code,age,paid\n007,40.0,1\n007,,2\n1.50,35.5,0\n");
    List<Row> few = scored("few.csv", "few").collectAsList();
    assertEquals(3, few.size());
    assertTrue(few.get(0).<Double>getAs("log_density") > -10, few.toString());
    Files.writeString(
        folder.resolve("texts.csv"), "code,age,paid\nA1,forty,1\nA1,fifty,2\n007,40.0,1\n");
    List<Row> texts = scored("texts.csv", "texts").collectAsList();
    assertEquals(
        few.get(0).<Double>getAs("log_density"), texts.get(2).<Double>getAs("log_density"));
    Commands more =
        Commands.run(
            "score",
            "--model",
            path("model"),
            "--data",
            path("table.csv"),
            "--columns",
            "code,age,paid,code",
            "--output",
            path("more"));
    assertEquals(2, more.status(), more.printed());
    ok(
        "score",
        "--model",
        path("model"),
        "--data",
        path("table.csv"),
        "--anomaly",
        "0.05",
        "--output",
        path("marked"));
  }

  /** Grades are a density, visits numbers whose texts are holes, and codes of a file texts. */
  @Test
  void whatAJobStatesHolds() throws IOException {
    Random random = new Random(5);
    StringBuilder text = new StringBuilder("grade,visits,code,zip\n");
    for (int i = 0; i < ROWS; i++) {
      String visits = random.nextInt(3) == 0 ? "?" : "" + random.nextInt(200);
      String code = random.nextInt(4) == 0 ? "A1" : "" + (100 + random.nextInt(3));
      text.append(
          "%d,%s,%s,%d%n"
              .formatted(random.nextInt(5) - 2, visits, code, 1000 + random.nextInt(150)));
    }
    Files.writeString(folder.resolve("table.csv"), text);
    String types = "{grade: continuous, visits: integer, code: categorical, zip: categorical}";
    ok("train", stated(types), "--no-report");
    ok("sample", "--model", path("model"), "--rows", "1000", "--output", path("drawn"));
    Dataset<Row> drawn = session.read().parquet(path("drawn"));
    assertTrue(drawn.where("grade <> round(grade)").count() > 900);
    assertEquals(DataTypes.LongType, drawn.schema().apply("visits").dataType());
    assertEquals(1 / 3.0, drawn.where("visits is null").count() / 1000.0, 0.1);
    assertEquals(DataTypes.StringType, drawn.schema().apply("code").dataType());
    assertTrue(drawn.where("zip < 1000 or zip >= 1150").count() < 20);
    assertEquals(ROWS, scored("table.csv", "scored").count());

    Commands refused =
        Commands.run("train", stated("{grade: positive}"), "--no-report", "--overwrite");
    assertEquals(2, refused.status(), refused.printed());
    assertTrue(
        refused.printed().contains("column grade is stated as positive, but has -2.0"),
        refused.printed());
  }

  private String stated(String types) throws IOException {
    return Files.writeString(
            folder.resolve("job.yaml"),
            """
            data:
              {type: table, format: csv, path: %s, columns: [grade, visits, code, zip], types: %s}
            test: {share: 0.2}
            flow: {type: tabular, hidden: [16]}
            training: {steps: 150, optimizer: {weightDecay: 0}}
            partitions: 2
            output: %s
            """
                .formatted(path("table.csv"), types, path("model")))
        .toString();
  }

  @Test
  void likelihoodsOfOtherKindsAreNotCompared() throws IOException {
    table("table.csv", 1);
    Files.writeString(
        folder.resolve("sweep.yaml"),
        "base:\n"
            + Files.readString(folder.resolve(job("{type: tabular}")))
                .indent(2)
                .replace("model", "m")
            + "axes: {flow: [{type: tabular}, {type: nsf}]}\noutput: "
            + path("sweep")
            + "\n");
    Commands refused = Commands.run("sweep", path("sweep.yaml"));
    assertEquals(2, refused.status(), refused.printed());
    assertTrue(refused.printed().contains("such likelihoods do not compare"), refused.printed());
    // Without it texts are refused, as before.
    Commands text = Commands.run("train", job("{type: nsf}"), "--no-report");
    assertEquals(2, text.status(), text.printed());
    assertTrue(text.printed().contains("column color"), text.printed());
    assertTrue(text.printed().contains("tabular"), text.printed());
  }
}
