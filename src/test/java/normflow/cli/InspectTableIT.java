package normflow.cli;

import static normflow.cli.Commands.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What {@code inspect} says of a table that nothing is known of. */
class InspectTableIT extends LocalSession {

  private static final int ROWS = 900;

  /** The last rows are copies of the first ones. */
  private void table() throws IOException {
    Random random = new Random(1);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      String paid = i % 3 == 0 ? "0" : "" + Math.exp(random.nextGaussian() + 3);
      lines.add(
          "%s,%s,%s,%s,%s,%s,%s,2024-01-%02d"
              .formatted(
                  i % 4 == 0 ? "" : i % 5 < 2 ? "north" : "south",
                  a,
                  b,
                  1 + 2 * a - 3 * b,
                  7,
                  paid,
                  "name" + i,
                  1 + i % 28));
    }
    lines.addAll(lines.subList(0, 100));
    Files.writeString(
        folder.resolve("t.csv"),
        "region,a,b,sum,same,paid,name,day\n" + String.join("\n", lines) + "\n");
  }

  private static String line(String printed, String column) {
    return printed.lines().filter(line -> line.startsWith(column + " ")).findFirst().orElseThrow();
  }

  @Test
  void aTableSaysWhatItsColumnsHold() throws IOException {
    table();

    String printed = ok("inspect", path("t.csv"));

    assertTrue(printed.contains("t.csv: 1,000 rows, 8 columns"), printed);
    assertTrue(line(printed, "region").matches("region +25.0% +2 +south in 4.\\..%.*"), printed);
    assertTrue(line(printed, "region").contains("2 texts, null in 25.0% of the rows"), printed);
    assertTrue(line(printed, "paid").endsWith("0 in 33.4% of the rows, else by its logarithm"));
    assertTrue(line(printed, "same").matches("same +0.0% +1 +7 in 100.0% +7 +7 +7 .*"), printed);
    assertTrue(printed.contains("in these rows column sum is a linear function of a, b:"), printed);
    assertTrue(printed.contains("column same has one value only"), printed);
    assertTrue(printed.contains("column name of " + path("t.csv") + " has more than 256"), printed);
    assertTrue(printed.contains("column day of " + path("t.csv") + " has type date"), printed);
    assertTrue(
        printed.contains("100 of these rows (10.0%) equal one before in all of these"), printed);
    assertTrue(printed.contains("columns: [\"region\",\"a\",\"b\",\"paid\"]}"), printed);
  }

  @Test
  void theJobToBeginWithTrains() throws IOException {
    table();
    String printed = ok("inspect", path("t.csv"));
    String job = printed.substring(printed.indexOf("data: {")).replace("models/first", path("m"));
    Files.writeString(folder.resolve("job.yaml"), job + "training: {steps: 20}\n");

    ok("train", path("job.yaml"), "--no-report");

    assertTrue(ok("inspect", path("m")).startsWith("flow of 4 columns"));
  }

  @Test
  void theJobHasTheOptionsOfTheTable() throws IOException {
    Files.writeString(folder.resolve("s.csv"), "a;b\n1.5;x\n2.5;y\n3.25;x\n");

    String printed = ok("inspect", path("s.csv"), "--option", "sep=;");

    assertTrue(printed.contains("options: {\"sep\":\";\"}, columns: [\"a\",\"b\"]}"), printed);
  }

  @Test
  void whatIsRareIsNotTakenForConstant() throws IOException {
    StringBuilder text = new StringBuilder("fraud,n,same\n");
    for (int i = 0; i < 20_000; i++) {
      text.append(i == 777 ? "yes,1,3\n" : "no,0,3\n");
    }
    Files.writeString(folder.resolve("rare.csv"), text);

    String printed = ok("inspect", path("rare.csv"));

    assertTrue(line(printed, "fraud").contains(" 1 "), printed);
    assertTrue(printed.contains("columns: [\"fraud\",\"n\"]}"), printed);
    assertEquals(1, printed.split("one value only").length - 1, printed);
  }

  @Test
  void columnsMayBeChosenAndAreFoundByName() throws IOException {
    table();

    String chosen = ok("inspect", path("t.csv"), "--columns", "a,b");
    Commands mistyped = Commands.run("inspect", path("t.csv"), "--columns", "a,bb");
    Commands twice = Commands.run("inspect", path("t.csv"), "--columns", "a,A");
    Commands date = Commands.run("inspect", path("t.csv"), "--columns", "a,day");

    assertFalse(chosen.contains("region"), chosen);
    assertEquals(2, mistyped.status(), mistyped.printed());
    assertTrue(mistyped.printed().contains("did you mean b?"), mistyped.printed());
    assertEquals(2, twice.status(), twice.printed());
    assertTrue(twice.printed().contains("columns a and A: one column"), twice.printed());
    assertEquals(2, date.status(), date.printed());
    assertTrue(date.printed().contains("has type date"), date.printed());
  }

  private void refused(String message, String... arguments) {
    Commands ran = Commands.run(arguments);
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(ran.printed().contains(message), ran.printed());
  }

  @Test
  void whatIsNoTableIsToldSo() throws IOException {
    Files.writeString(folder.resolve("empty.csv"), "a,b\n");
    Files.writeString(folder.resolve("dates.csv"), "a\n2024-01-01\n2024-01-02\n");
    Files.createDirectories(folder.resolve("none"));
    Files.createDirectories(folder.resolve("sweep"));
    Files.writeString(folder.resolve("sweep/leaderboard.csv"), "rank,trial,x\n1,1,2\n");
    Files.writeString(folder.resolve("sweep/sweep.yaml"), "");

    refused("empty.csv has no rows", "inspect", path("empty.csv"));
    refused("has no column that can be taken: column a of", "inspect", path("dates.csv"));
    refused("is not a model: it has no flow.json", "inspect", path("sweep"));
    refused("neither a model", "inspect", path("nothing.csv"));
    refused("name a table's data source by --format", "inspect", path("none"));
    refused("--weights, --dim and --rows are for", "inspect", path("empty.csv"), "--weights");
    refused("cannot be read", "inspect", path("empty.csv"), "--format", "parquet");
  }
}
