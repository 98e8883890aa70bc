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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import normflow.codec.Codec;
import normflow.config.BadRows;
import normflow.config.RunConfig;
import normflow.config.Source;
import normflow.config.TableDefaults;
import normflow.config.TrainingKeys;
import normflow.flow.Nsf;
import normflow.flow.Regression;
import normflow.flow.Tabular;
import org.junit.jupiter.api.Test;

/** The job file that {@code init} writes says what the table is, and trains as it is. */
class InitIT extends LocalSession {

  private static final int ROWS = 200;

  private String csv(String name, String header, List<String> lines) throws IOException {
    Files.writeString(folder.resolve(name), header + "\n" + String.join("\n", lines) + "\n");
    return path(name);
  }

  /** Texts with nulls, an id, a name with blanks, amounts, copies, dates, nothing at all. */
  private String mixed() throws IOException {
    Random random = new Random(1);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      double a = random.nextGaussian();
      lines.add(
          "x%d,%s,%s,%s,%s,%s,7,2024-01-%02d,,%d"
              .formatted(
                  i,
                  i % 4 == 0 ? "" : i % 5 < 2 ? "north" : "south",
                  a,
                  i % 10 == 0 ? "" : "" + (5 + random.nextGaussian()),
                  i % 3 == 0 ? "0" : "" + Math.exp(random.nextGaussian() + 3),
                  1 + 2 * a,
                  1 + i % 28,
                  i % 5));
    }
    return csv("Mixed table.csv", "id,region,a, unit: price ,paid,sum,same,day,empty,n", lines);
  }

  private String numbers(int rows, String header) throws IOException {
    Random random = new Random(2);
    List<String> lines = new ArrayList<>();
    int columns = header.split(",").length;
    for (int i = 0; i < rows; i++) {
      List<String> cells = new ArrayList<>();
      for (int column = 0; column < columns; column++) {
        cells.add("" + random.nextGaussian());
      }
      lines.add(String.join(",", cells));
    }
    return csv("numbers.csv", header, lines);
  }

  private String text() throws IOException {
    return Files.readString(folder.resolve("job.yaml"));
  }

  private RunConfig job() throws IOException {
    return Codec.yaml("job.yaml", text(), RunConfig.class);
  }

  private Source.Table source() throws IOException {
    return job()
        .data()
        .match(
            table -> table,
            generated -> {
              throw new AssertionError(generated);
            });
  }

  private void init(String... arguments) {
    List<String> words = new ArrayList<>(List.of("init", "--output", path("job.yaml")));
    words.addAll(List.of(arguments));
    ok(words.toArray(String[]::new));
  }

  /** With no more than a few steps, and the folder in place of the working directory's. */
  private void trains() throws IOException {
    String steps = text().replaceFirst("\n  steps: \\d+\n", "\n  steps: 20\n");
    assertFalse(steps.equals(text()));
    Files.writeString(folder.resolve("short.yaml"), steps);
    ok("train", path("short.yaml"), "--output", path("model"), "--no-report");
    assertTrue(Files.exists(folder.resolve("model/flow.json")));
  }

  @Test
  void aTableOfAllKindsOfColumns() throws IOException {
    init(mixed());

    assertEquals(List.of("region", "a", " unit: price ", "paid", "n"), source().columns());
    assertEquals("models/mixed-table", job().output());
    assertEquals(Tabular.class, job().flow().getClass());
    assertEquals(BadRows.FAIL, job().badRows());
    String text = text();
    assertTrue(text.contains("- region  # 2 texts, null in 25.0% of the rows\n"), text);
    assertTrue(text.contains("- a  # numbers\n"), text);
    assertTrue(text.contains("- \"n\"  # 5 values\n"), text);
    assertTrue(text.contains("#   column id has another text in every row"), text);
    assertTrue(text.contains("#   column same has one value only"), text);
    assertTrue(text.contains("has type date"), text);
    assertTrue(text.contains("#   column empty of "), text);
    assertTrue(
        text.contains("#   in these rows column sum is a copy or a linear function of a:"), text);
    assertTrue(text.contains("as they are: region,  unit: price , paid, n\n"), text);
    trains();
  }

  @Test
  void whatIsGivenAreNumbersAndRowsWithoutThemAreSkipped() throws IOException {
    init(mixed(), "--target", "a");

    assertEquals(List.of("a"), source().columns());
    assertEquals(List.of(" unit: price ", "paid", "n"), source().context());
    assertEquals(Regression.class, job().flow().getClass());
    assertEquals(BadRows.SKIP, job().badRows());
    String text = text();
    assertTrue(text.contains("numbers; null in 10.0% of the rows, which are skipped"), text);
    assertTrue(text.contains("# 20 of 200 rows have a null"), text);
    assertTrue(text.contains("#   column region has texts, and a density is given"), text);
    trains();
  }

  @Test
  void aTextGivenNumbers() throws IOException {
    init(mixed(), "--target", "region", "--columns", "a,paid");

    assertEquals(List.of("region"), source().columns());
    assertEquals(List.of("a", "paid"), source().context());
    assertEquals(Tabular.class, job().flow().getClass());
    trains();
  }

  @Test
  void whatItWritesIsWhatTrainingWouldTake() throws IOException {
    init("--data", numbers(2000, "x,y,z"));

    assertEquals(Nsf.class, job().flow().getClass());
    Matcher rows = Pattern.compile("# ([\\d,]+) rows to train on").matcher(text());
    assertTrue(rows.find(), text());
    long training = Long.parseLong(rows.group(1).replace(",", ""));
    TrainingKeys left = TrainingKeys.defaults();
    TrainingKeys due = TableDefaults.of(training, 3, true, left).training();
    assertEquals(due.batchSize(), job().training().batchSize());
    assertEquals(due.steps(), job().training().steps());
    assertEquals(0.1, job().validating().share());
    trains();
  }

  @Test
  void oneColumnOfFortyRowsTrainsAsItIs() throws IOException {
    init(numbers(40, "v"));

    assertEquals(List.of("v"), source().columns());
    ok("train", path("job.yaml"), "--output", path("model"), "--no-report");
    assertTrue(Files.exists(folder.resolve("model/flow.json")));
  }

  @Test
  void aTableOfACatalogHasItsName() throws IOException {
    session
        .read()
        .option("header", "true")
        .option("inferSchema", "true")
        .csv(numbers(50, "x,y"))
        .createOrReplaceTempView("sales");

    init("--table", "sales");

    assertEquals("sales", source().table());
    assertEquals("models/sales", job().output());
    trains();
  }

  private void refused(String message, String... arguments) {
    Commands ran = Commands.run(arguments);
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(ran.printed().contains(message), ran.printed());
  }

  @Test
  void nothingIsReplacedUnasked() throws IOException {
    String table = numbers(40, "x,price");
    Files.writeString(folder.resolve("job.yaml"), "mine");
    String job = path("job.yaml");

    refused("): exists; give another path, or --overwrite", "init", table, "--output", job);
    assertEquals("mine", text());

    assertTrue(ok("init", table, "--output", job, "--overwrite").contains("next: train " + job));
    trains();
    String other = path("other.yaml");
    refused("did you mean price?", "init", table, "--target", "prize", "--output", other);
    refused("give one of them", "init", table, "--table", "sales", "--output", other);
    refused("--data is missing", "init", "--output", other);
    refused("nothing is there", "init", path("none.csv"), "--output", other);
    refused(
        "no other column of numbers is left",
        "init",
        table,
        "--columns",
        "x",
        "--target",
        "x",
        "--output",
        other);
    assertTrue(Files.notExists(folder.resolve("other.yaml")));
  }
}
