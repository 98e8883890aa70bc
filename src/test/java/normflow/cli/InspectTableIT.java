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
    assertTrue(printed.contains("column sum is a linear function of a, b:"), printed);
    assertTrue(printed.contains("column same has one value only"), printed);
    assertTrue(printed.contains("column name of " + path("t.csv") + " has more than 256"), printed);
    assertTrue(printed.contains("column day of " + path("t.csv") + " has type date"), printed);
    assertTrue(printed.contains("100 of these rows (10.0%) equal one before"), printed);
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
  void columnsMayBeChosenAndAreFoundByName() throws IOException {
    table();

    String chosen = ok("inspect", path("t.csv"), "--columns", "a,b");
    Commands mistyped = Commands.run("inspect", path("t.csv"), "--columns", "aa");
    Commands none = Commands.run("inspect", path("t.csv"), "--columns", "name,day");

    assertFalse(chosen.contains("region"), chosen);
    assertEquals(2, mistyped.status(), mistyped.printed());
    assertTrue(mistyped.printed().contains("did you mean a?"), mistyped.printed());
    assertEquals(2, none.status(), none.printed());
    assertTrue(none.printed().contains("no column that can be taken"), none.printed());
  }

  @Test
  void anEmptyTableAndAnotherFormatAreRefused() throws IOException {
    Files.writeString(folder.resolve("empty.csv"), "a,b\n");

    Commands empty = Commands.run("inspect", path("empty.csv"));
    Commands format = Commands.run("inspect", path("empty.csv"), "--format", "parquet");

    assertEquals(2, empty.status(), empty.printed());
    assertTrue(empty.printed().contains("no "), empty.printed());
    assertEquals(2, format.status(), format.printed());
  }
}
