package normflow.study.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.BenchmarkConfig;
import org.junit.jupiter.api.Test;

class ResultsTest {

  private static Results results(double gap) {
    return Results.of(
        Cells.config("out", 4),
        List.of(
            Cells.failed("own", "realnvp", "a \"bad\" row,\nor | two"),
            Cells.measured("own", "planar", OptionalDouble.empty(), 3),
            Cells.measured("moons", "planar", OptionalDouble.of(gap), 2)));
  }

  @Test
  void cellsAreInTheOrderOfTheConfigurationAndReturnFromJson() {
    Results results = results(0.25);
    assertEquals(
        List.of("moons planar", "own planar", "own realnvp"),
        results.cells().stream().map(cell -> cell.data() + " " + cell.flow()).toList());
    assertEquals(results, Codec.json("results", Codec.json(results), Results.class));
    assertEquals(1, results.failed().size());
  }

  @Test
  void csvHasAHeaderAndALineAPairWithAllDigits() {
    List<String> lines = results(0.25).csv().lines().toList();
    assertEquals(4, lines.size());
    List<String> header = List.of(lines.get(0).split(","));
    String[] moons = lines.get(1).split(",", -1);
    assertEquals(header.size(), moons.length);
    assertEquals("0.25", moons[header.indexOf("gap")]);
    assertEquals("0.3333333333333333", moons[header.indexOf("gaussian_nll")]);
    assertEquals("0.25", moons[header.indexOf("mixture_nll")]);
    assertEquals("mixture of 5 Gaussians", moons[header.indexOf("better_than")]);
    assertEquals("1.5", moons[header.indexOf("better_by")]);
    assertEquals("0.125", moons[header.indexOf("better_by_standard_error")]);
    assertEquals("2.0", moons[header.indexOf("training_seconds")]);
    assertEquals("", lines.get(2).split(",", -1)[header.indexOf("floor")]);
    assertTrue(lines.get(3).startsWith("own,realnvp,,"), lines.get(3));
    assertTrue(lines.get(3).endsWith(",\"a \"\"bad\"\" row, or | two\""), lines.get(3));
    assertEquals(header.size() + 1, lines.get(3).split(",", -1).length);
  }

  @Test
  void markdownHasGapsLikelihoodsCostsAndFailures() {
    String text = ResultsMarkdown.of(results(0.25));
    assertTrue(text.contains("| moons | 0.2500 ± 0.0100 | – |\n"), text);
    assertTrue(
        text.contains(
            "| own | 2 | 20 | 2.0000 | 0.3333 | 0.2500 | – | −1.2500 ± 0.1250 | failed |\n"),
        text);
    assertTrue(
        text.contains("| own | mixture of 5 Gaussians | 1.5000 ± 0.1250 | failed |\n"), text);
    assertTrue(
        text.contains("| planar | 2 | 1,234 | 100 | 2.5 | 5,000 | 0.500 | 1,000,000 |"), text);
    assertTrue(text.contains("| own | realnvp | a \"bad\" row, or \\| two |"), text);
    assertFalse(text.contains("†"), text);
  }

  @Test
  void aFlowBelowTheFloorIsMarked() {
    assertFalse(ResultsMarkdown.of(results(-0.0199)).contains("†"));
    String text = ResultsMarkdown.of(results(-0.0201));
    assertTrue(text.contains("| −0.0201 ± 0.0100 † |"), text);
    assertTrue(text.contains("† marks a flow"), text);
    assertTrue(results(-0.0201).csv().lines().toList().get(1).contains(",true,"));
  }

  @Test
  void anomaliesThatWereFoundHaveALineAPairAndAMean() {
    Results results =
        Results.of(
            Cells.config("out", 4),
            List.of(
                Cells.found("moons", "planar", 0.75),
                Cells.found("own", "planar", 1),
                Cells.found("own", "realnvp", 0.5)));
    String text = ResultsMarkdown.of(results);
    assertTrue(text.contains("| own | planar | 40 | 10 | 1.0000 ± 0.0625 | 0.5000 |\n"), text);
    assertTrue(text.contains("| mean of 2 | planar | – | – | 0.8750 | 0.5000 |\n"), text);
    assertFalse(text.contains("| mean of 1 |"), text);
    List<String> lines = results.csv().lines().toList();
    List<String> header = List.of(lines.get(0).split(","));
    String[] moons = lines.get(1).split(",", -1);
    assertEquals("10", moons[header.indexOf("anomalies")]);
    assertEquals("0.75", moons[header.indexOf("auroc")]);
    assertEquals("0.0625", moons[header.indexOf("auroc_standard_error")]);
    assertEquals(results, Codec.json("results", Codec.json(results), Results.class));
    assertFalse(ResultsMarkdown.of(results(0.25)).contains("Anomalies"));
  }

  @Test
  void whatIsLeftOutIsNamedUnlessItWasMeasuredBefore() {
    BenchmarkConfig config =
        Codec.yaml(
            "benchmark",
            Codec.yaml(Cells.config("out", 4))
                .replace("path: a.csv", "path: ${env:NORMFLOW_NO_SUCH_VARIABLE}/a.csv"),
            BenchmarkConfig.class);
    assertEquals(List.of("moons"), Pairs.present(config, List.of()));
    assertEquals(List.of("own"), Pairs.present(config, List.of("own")));
    Results without = Results.of(config, List.of(Cells.failed("moons", "planar", "no")));
    String text = ResultsMarkdown.of(without);
    assertTrue(text.contains("| own | NORMFLOW_NO_SUCH_VARIABLE is not set |\n"), text);
    assertEquals(without, Codec.json("results", Codec.json(without), Results.class));
    Results before = Results.of(config, List.of(Cells.failed("own", "planar", "no")));
    assertFalse(ResultsMarkdown.of(before).contains("is not set"));
    ConfigException error =
        assertThrows(
            ConfigException.class,
            () ->
                Pairs.requireVariables(
                    "all.yaml", config, Pairs.of(config, List.of("own"), List.of())));
    assertEquals(
        "all.yaml: data.own: path = ${env:NORMFLOW_NO_SUCH_VARIABLE}/a.csv: the environment has no"
            + " variable NORMFLOW_NO_SUCH_VARIABLE; set it (export NORMFLOW_NO_SUCH_VARIABLE=...)",
        error.getMessage());
  }

  @Test
  void nothingGivesNoTables() {
    Results none = Results.of(Cells.config("out", 4), List.of());
    assertEquals("# Benchmark\n", ResultsMarkdown.of(none));
    assertEquals(1, none.csv().lines().count());
  }
}
