package normflow.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of {@code docs/examples} that draws rows: they are as those of the table. */
class SyntheticRowsIT {

  private static final String HEADER = "region,amount,age";
  private static final int ROWS = 1500;
  private static final int DRAWS = 3000;
  private static final long LIMIT_SECONDS = 400;

  @TempDir private Path folder;

  @Test
  void drawnRowsAreAsThoseOfTheTable() throws Exception {
    List<String[]> table = table();
    ExampleProgram example =
        new ExampleProgram(Path.of("docs/examples/SyntheticRows.java"), folder);
    Process run =
        example.start(
            "local[2]", folder.resolve("table.csv").toString(), DRAWS + "", folder.toString());
    boolean ended = run.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    run.destroyForcibly();
    assertTrue(ended, example.log());
    assertEquals(0, run.exitValue(), example.log());
    List<String[]> drawn = drawn();
    assertEquals(DRAWS, drawn.size());
    for (String region : List.of("north", "south", "west")) {
      alike(row -> row[0].equals(region), table, drawn);
    }
    alike(row -> Double.parseDouble(row[1]) == 0, table, drawn);
    alike(row -> row[0].equals("west") && Double.parseDouble(row[1]) == 0, table, drawn);
    alike(row -> row[2].isEmpty(), table, drawn);
    for (String[] row : drawn) {
      assertTrue(List.of("north", "south", "west").contains(row[0]), row[0]);
      assertTrue(Double.parseDouble(row[1]) >= 0, row[1]);
      assertTrue(row[2].isEmpty() || Double.parseDouble(row[2]) % 1 == 0, row[2]);
    }
    assertTrue(Files.exists(folder.resolve("model/flow.json")));
  }

  /** The share of such rows is that of the table, but for chance and what is not learned. */
  private static void alike(Predicate<String[]> kind, List<String[]> table, List<String[]> drawn) {
    assertEquals(share(kind, table), share(kind, drawn), 0.06);
  }

  private static double share(Predicate<String[]> kind, List<String[]> rows) {
    return (double) rows.stream().filter(kind).count() / rows.size();
  }

  /** Regions; amounts, which are mostly 0 in the west and seldom elsewhere; ages, or none. */
  private List<String[]> table() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    List<String> lines = new ArrayList<>(List.of(HEADER));
    for (int i = 0; i < ROWS; i++) {
      double at = random.nextDouble();
      String region = at < 0.5 ? "north" : at < 0.8 ? "south" : "west";
      boolean none = random.nextDouble() < (region.equals("west") ? 0.8 : 0.2);
      double amount = none ? 0 : Math.exp(3 + random.nextGaussian());
      String age = random.nextDouble() < 0.1 ? "" : random.nextInt(18, 90) + "";
      lines.add(region + "," + amount + "," + age);
    }
    Files.write(folder.resolve("table.csv"), lines);
    return cells(lines);
  }

  private List<String[]> drawn() throws IOException {
    List<String[]> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("rows"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".csv")).toList()) {
        List<String> lines = Files.readAllLines(file);
        assertEquals(HEADER, lines.get(0));
        rows.addAll(cells(lines));
      }
    }
    return rows;
  }

  private static List<String[]> cells(List<String> lines) {
    return lines.stream().skip(1).map(line -> line.split(",", -1)).toList();
  }
}
