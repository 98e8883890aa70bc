package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import normflow.codec.Codec;
import normflow.config.BenchmarkConfig;
import normflow.spark.evaluate.Detection;
import normflow.study.grid.Cell;
import normflow.study.grid.Results;
import org.junit.jupiter.api.Test;

/**
 * Flows that follow from their tables, anomalies that labels tell of, and tables that are missing.
 */
class TablesIT extends LocalSession {

  private static final String SAMPLE = "conf/tables.yaml";

  /** Ordinary rows lie on a circle; rows of kind 1 in its middle or far outside. */
  private String circle() throws IOException {
    List<String> rows = new ArrayList<>(List.of("x,kind,y,side"));
    for (int i = 0; i < 600; i++) {
      rows.add(Math.sin(i) + ",0," + Math.cos(i) + "," + (i % 2 == 0 ? "even" : "odd"));
      if (i % 20 == 0) {
        rows.add((i % 40 == 0 ? 0 : 9) + ",1," + 0.01 * i / 600 + ",odd");
      }
    }
    // Of no kind, and so neither.
    rows.add("5,,5,odd");
    return Files.write(folder.resolve("circle.csv"), rows).toString();
  }

  private String job() throws IOException {
    return Files.writeString(
            folder.resolve("job.yaml"),
            """
            flows:
              default: {training: {steps: 100, validationInterval: 50}}
            data:
              circle:
                source: {type: table, format: csv, path: %s, columns: [x, y]}
                labels: {column: kind, normal: 0}
                test: {share: 0.5}
              given:
                source:
                  type: table
                  format: csv
                  path: %s
                  columns: [y]
                  context: [x]
                  where: {kind: 0, side: even}
              absent:
                source: {type: table, format: csv, path: "${env:NORMFLOW_NO_SUCH_VARIABLE}/a.csv", columns: [a]}
            test: {share: 0.2}
            checkpoints: {film: 0}
            output: %s
            """
                .formatted(circle(), circle(), path("out")))
        .toString();
  }

  @Test
  void anomaliesAreFoundByWhatSawNoneAndWhatIsMissingIsLeftOut() throws IOException {
    String job = job();
    String printed = Commands.ok("benchmark", job);
    assertTrue(printed.contains("left out: absent: NORMFLOW_NO_SUCH_VARIABLE is not set"), printed);
    assertTrue(printed.contains("[1/2] circle/default: NLL "), printed);
    Results results = results();
    Cell.Measured circle = measured(results, "circle", "default");
    Detection found = circle.detection().orElseThrow();
    assertEquals(30, found.anomalies());
    assertEquals(circle.test().rows(), found.normal());
    long validation = 600 - circle.trainingRows() - found.normal();
    assertTrue(validation > 30 && validation < 90, validation + " validation rows");
    assertTrue(found.auroc() > 0.99, found.toString());
    Cell.Measured given = measured(results, "given", "default");
    assertEquals(300, given.trainingRows() + given.test().rows() + validation(given));
    assertTrue(given.test().predictions().isPresent(), "a column given another");
    assertTrue(given.detection().isEmpty());
    String page = Files.readString(folder.resolve("out/index.html"));
    assertTrue(page.contains("<h2>Anomalies</h2>") && page.contains("<h2>Left out</h2>"), page);
    assertTrue(page.contains("default: regression") && page.contains("1 given 1"), page);
    Commands named = Commands.run("benchmark", job, "--resume", "--data", "absent");
    assertEquals(2, named.status(), named.printed());
    assertTrue(
        named.printed().contains("job.yaml: data.absent: path = ${env:NORMFLOW_NO_SUCH_VARIABLE}"),
        named.printed());
  }

  private static long validation(Cell.Measured given) {
    return 300 - given.trainingRows() - given.test().rows();
  }

  @Test
  void labelsThatTellNothingFailBeforeTraining() throws IOException {
    String table = circle();
    List<String> ordinary =
        Files.readAllLines(Path.of(table)).stream().filter(row -> !row.contains(",1,")).toList();
    Files.write(folder.resolve("ordinary.csv"), ordinary);
    Map<String, String> messages = new LinkedHashMap<>();
    StringBuilder data = new StringBuilder();
    for (String[] wrong :
        List.of(
            new String[] {"circle.csv", "{column: sort, normal: 0}", "column sort is not in"},
            new String[] {"circle.csv", "{column: kind, normal: none}", "where.kind = none: the"},
            new String[] {"circle.csv", "{column: side, normal: both}", "there are no rows to"},
            new String[] {
              "ordinary.csv", "{column: kind, normal: 0}", "has another kind than 0"
            })) {
      String name = "data" + messages.size();
      messages.put(name + "/affine: failed: ", wrong[2]);
      data.append(
          "  %s: {source: {type: table, format: csv, path: %s, columns: [x, y]}, labels: %s}\n"
              .formatted(name, path(wrong[0]), wrong[1]));
    }
    String job = "flows: {affine: {flow: {type: maf, transforms: 1}}}\ndata:\n" + data;
    Path file = folder.resolve("wrong.yaml");
    Files.writeString(file, job + "test: {share: 0.5}\noutput: " + path("out") + "\n");
    Commands ran = Commands.run("benchmark", file.toString());
    assertEquals(1, ran.status(), ran.printed());
    messages.forEach(
        (pair, message) ->
            assertTrue(
                ran.printed()
                    .lines()
                    .anyMatch(line -> line.contains(pair) && line.contains(message)),
                pair + message + " is not in " + ran.printed()));
    assertFalse(ran.printed().contains("step "), ran.printed());
  }

  /** A few steps of the sample, on what is there of its tables. */
  @Test
  void theSampleRunsWithoutTables() throws IOException {
    String printed = Commands.ok("benchmark", few(), "--data", "two-moons,mixture-6");
    assertTrue(printed.contains("[2/2] mixture-6/default: gap "), printed);
    String page = Files.readString(folder.resolve("out/index.html"));
    assertTrue(page.contains("<h2>In words</h2>") && page.contains("default: nsf"), page);
    assertTrue(page.contains("nats a row"), page);
  }

  @Test
  void theSampleRunsOnItsTables() throws IOException {
    assumeTrue(System.getenv("TABLES") != null, "TABLES is not set to the folder of the tables");
    Commands.ok("benchmark", few());
    Results results = results();
    assertEquals(results.data().size(), results.cells().size());
    assertEquals(
        6, results.cells().stream().filter(cell -> detection(cell) > 0.5).count(), "found");
  }

  private static double detection(Cell cell) {
    return cell.measured().flatMap(Cell.Measured::detection).map(Detection::auroc).orElse(0.0);
  }

  private String few() throws IOException {
    String text =
        Files.readString(Path.of(SAMPLE))
            .lines()
            .map(line -> line.startsWith("output:") ? "output: " + path("out") : line)
            .collect(Collectors.joining("\n"));
    String few = text + "\ntraining: {steps: 10}\n";
    Codec.yaml("few", few, BenchmarkConfig.class);
    return Files.writeString(folder.resolve("few.yaml"), few).toString();
  }

  private Results results() throws IOException {
    String text = Files.readString(folder.resolve("out/results.json"));
    return Codec.json("results", text, Results.class);
  }

  private static Cell.Measured measured(Results results, String data, String flow) {
    return results.cell(data, flow).flatMap(Cell::measured).orElseThrow();
  }
}
