package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.store.Provenance;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Values that are doubles but no numbers for floats: fill values, and the largest double. */
class FarValuesIT extends LocalSession {

  private static final List<String> FAR =
      List.of("9.97e36", "-9.97E36", "1e39", "1.7976931348623157E308");

  private String csv(String name, List<String> far) throws IOException {
    List<String> lines = new ArrayList<>(List.of("a,b"));
    for (int i = 0; i < 30; i++) {
      if (i == 20) {
        far.forEach(value -> lines.add("3," + value));
      }
      lines.add(i % 7 + "," + (i % 5 + 0.5));
    }
    return Files.write(folder.resolve(name), lines).toString();
  }

  private String job(String badRows) throws IOException {
    return Files.writeString(
            folder.resolve("job.yaml"),
            """
            data: {type: table, format: csv, path: %s, columns: [a, b]}
            validation: {path: %s}
            test: {path: %s}
            badRows: %s
            flow: {type: realnvp, couplings: 2, hidden: [4]}
            training: {batchSize: 16, steps: 4, validationInterval: 2, patience: 1}
            partitions: 2
            output: %s
            """
                .formatted(
                    path("training.csv"),
                    path("validation.csv"),
                    path("test.csv"),
                    badRows,
                    path("model")))
        .toString();
  }

  @Test
  void oneIsNamedWhereverItIs() throws IOException {
    List<String> tables = List.of("training.csv", "validation.csv", "test.csv");
    for (String place : tables) {
      for (String far : place.equals("test.csv") ? FAR : FAR.subList(1, 4)) {
        for (String table : tables) {
          csv(table, table.equals(place) ? List.of(far) : List.of());
        }
        Commands ran = Commands.run("train", job("fail"), "--no-report", "--quiet");
        assertEquals(2, ran.status(), ran.printed());
        String named = place + ", row 21, column b: " + Double.parseDouble(far) + " is more than";
        assertTrue(ran.printed().contains(named), ran.printed());
        assertTrue(ran.printed().contains("(1 such row in all)"), ran.printed());
        assertTrue(Files.notExists(folder.resolve("model")));
      }
    }
  }

  @Test
  void allAreSkippedAndCountedAndScoredAsTheLeastLikely() throws IOException {
    for (String table : List.of("training.csv", "validation.csv", "test.csv")) {
      csv(table, FAR);
    }
    Commands.ok("train", job("skip"), "--no-report", "--quiet");
    String text = Files.readString(folder.resolve("model/provenance.json"));
    Provenance provenance = Codec.json("provenance", text, Provenance.class);
    assertEquals(12, provenance.skippedRows());
    assertEquals(30, provenance.trainingRows());
    assertTrue(Double.isFinite(provenance.validationNll().orElseThrow()));
    assertTrue(Double.isFinite(provenance.testNll().orElseThrow()));
    try (Stream<String> lines = Files.lines(folder.resolve("model/metrics.jsonl"))) {
      assertFalse(lines.anyMatch(line -> line.contains("\"validationNll\":null")));
    }
    String[] evaluate = {"evaluate", "--model", path("model"), "--data", path("test.csv")};
    assertEquals(2, Commands.run(evaluate).status());
    String evaluated =
        Commands.ok(
            Stream.concat(Stream.of(evaluate), Stream.of("--bad-rows", "skip", "--json"))
                .toArray(String[]::new));
    assertTrue(evaluated.contains("\"skipped\""), evaluated);
    assertFalse(evaluated.contains("NaN"), evaluated);

    Commands.ok(
        "score", "--model", path("model"), "--data", path("test.csv"), "--output", path("scored"));
    List<Row> scored = session.read().parquet(path("scored")).collectAsList();
    assertEquals(34, scored.size());
    for (Row row : scored) {
      boolean far = Math.abs(Double.parseDouble(row.get(1).toString())) > 100;
      assertEquals(
          far, row.<Double>getAs("log_density") == Double.NEGATIVE_INFINITY, row.toString());
    }
  }

  /** One test row has no standard error: it is left out. */
  @Test
  void oneTestRow() throws IOException {
    for (String table : List.of("training.csv", "validation.csv")) {
      csv(table, List.of());
    }
    Files.writeString(folder.resolve("test.csv"), "a,b\n1,2\n");
    String printed = Commands.ok("train", job("fail"), "--quiet");
    assertFalse(printed.contains("NaN"), printed);
    for (String file : List.of("evaluation.json", "provenance.json", "report/index.html")) {
      String text = Files.readString(folder.resolve("model").resolve(file));
      // Pictures are letters, too, any of which may stand side by side, and code is not said.
      String said = text.replaceAll("(?s)<script>.*?</script>", "").replaceAll("data:[^\"]*", "");
      assertFalse(said.contains("NaN"), file);
    }
    assertTrue(Files.readString(folder.resolve("model/report/index.html")).contains("± –"));
  }
}
