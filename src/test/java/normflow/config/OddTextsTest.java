package normflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.study.Trial;
import normflow.study.search.Trials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that YAML could take for something else. */
class OddTextsTest {

  private static final List<String> ODD =
      List.of(
          "-999.00",
          "1.50",
          "1e5",
          "1E-3",
          "0x1F",
          "0b11",
          "0o17",
          "017",
          "2024_01",
          "+5",
          "-0",
          ".5",
          "5.",
          "1_000",
          "12:30:45",
          "5:0",
          ".inf",
          "-.Inf",
          ".nan",
          "NaN",
          "yes",
          "No",
          "on",
          "OFF",
          "y",
          "N",
          "true",
          "False",
          "null",
          "~",
          "Null",
          "2024-01-01",
          "2024-01-01T10:00:00Z",
          "a: b",
          "a:b",
          "a:",
          ":a",
          "#a",
          "a #b",
          "- a",
          "-",
          "---",
          "...",
          "? a",
          "?",
          "\"q\"",
          "'q'",
          "q'q\"",
          "back\\slash",
          "a\\nb",
          "line\nbreak",
          "\n",
          "a\n",
          "a\n\n",
          " lead\nb",
          "trail \nb",
          "a\r\nb",
          "\r",
          "\t",
          "tab\tb",
          " a",
          "a ",
          "  ",
          "",
          "\u00fcn\u00efcode",
          "\u65e5\u672c",
          "\ud83d\ude00",
          "\u0085",
          "\u2028",
          "\ufeffx",
          "\u00a0",
          "\u200b",
          "\u0000",
          "\u001b[31m",
          "=",
          "<<",
          "*a",
          "&a",
          "!tag",
          "!!str 5",
          "%a",
          "@a",
          "`a",
          "[a",
          "]",
          "{a",
          "}",
          ",",
          "a, b",
          "|",
          ">",
          "${env:HOME}",
          "s3a://b/x.yaml",
          "words ".repeat(40),
          "x".repeat(300));

  private static final Path GOLDEN = Path.of("src/test/resources/normflow/golden/0.1.0");

  /** Odd texts that a place is tried with; all have their turn after a few places. */
  private static final int TRIED = 12;

  /** Everything that is written, with each of its texts replaced by odd ones in turn. */
  @ParameterizedTest
  @CsvSource({
    "jobs/table.yaml, normflow.config.RunConfig",
    "jobs/sweep.yaml, normflow.config.SweepConfig",
    "jobs/benchmark.yaml, normflow.config.BenchmarkConfig",
    "ended/density/provenance.json, normflow.store.Provenance",
    "ended/density/flow.json, normflow.model.ModelDocument",
    "ended/benchmark/moons/planar/cell.json, normflow.study.grid.Cell",
    "ended/sweep/trials/001/trial.json, normflow.study.search.TrialResult",
    "../../../../../../data-gen/two-circles.yaml, normflow.config.GenerateConfig",
  })
  void everythingReturns(String file, Class<?> type) throws IOException {
    JsonNode tree = new YAMLMapper().readTree(Files.readString(GOLDEN.resolve(file)));
    List<Place> places = new ArrayList<>();
    collect(tree, JsonPointer.empty(), places);
    int tried = 0;
    int read = 0;
    for (Place place : places) {
      for (int i = 0; i < TRIED; i++) {
        String odd = ODD.get(tried++ % ODD.size());
        JsonNode changed = tree.deepCopy();
        place.set(changed, odd);
        try {
          Object value = Codec.json("odd", changed.toString(), type);
          assertEquals(value, Codec.yaml("again", Codec.yaml(odd, value), type));
          assertEquals(value, Codec.json("again", Codec.json(value), type));
          read++;
        } catch (ConfigException e) {
          // Not every text may stand everywhere; what was written is read.
          assertTrue(e.getMessage().startsWith("odd"), e::getMessage);
        }
      }
    }
    assertTrue(read > 5, read + " of " + tried + " were read");
  }

  /** A text, or the name of one in an object. */
  private record Place(JsonPointer object, String key, boolean isName) {
    void set(JsonNode tree, String text) {
      JsonNode within = tree.at(object);
      if (within instanceof ArrayNode list) {
        list.set(Integer.parseInt(key), TextNode.valueOf(text));
      } else if (isName) {
        ((ObjectNode) within).set(text, ((ObjectNode) within).remove(key));
      } else {
        ((ObjectNode) within).put(key, text);
      }
    }
  }

  private static void collect(JsonNode node, JsonPointer at, List<Place> places) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      collect(entry.getKey(), entry.getValue(), at, places);
      places.add(new Place(at, entry.getKey(), true));
    }
    for (int i = 0; i < node.size() && node.isArray(); i++) {
      collect(Integer.toString(i), node.get(i), at, places);
    }
  }

  private static void collect(String key, JsonNode value, JsonPointer at, List<Place> places) {
    if (value.isTextual()) {
      places.add(new Place(at, key, false));
    }
    collect(value, at.appendProperty(key), places);
  }

  private static final String JOB =
      """
      data: {type: table, format: csv, path: 2024_01, columns: [1.50, 0x10, yes],
        options: {maxColumns: 30000, nullValue: -999.00, header: yes, multiLine: True, sep: '1e5'}}
      validation: {share: 1e-1}
      flow: {type: realnvp, hidden: [0x10]}
      training: {steps: 1_000, optimizer: {type: adam, learningRate: 1e-3}}
      output: 1e5
      """;

  @Test
  void aNumberIsTheTextThatStandsThereWhereATextIsDue() {
    RunConfig job = Codec.yaml("job", JOB, RunConfig.class);
    Source.Table data = (Source.Table) job.data();
    assertEquals("2024_01", data.path());
    assertEquals(List.of("1.50", "0x10", "yes"), data.columns());
    assertEquals(
        Map.of(
            "maxColumns", "30000",
            "nullValue", "-999.00",
            "header", "true",
            "multiLine", "true",
            "sep", "1e5"),
        data.options());
    assertEquals(0.1, job.validating().share());
    assertEquals(1000, job.training().steps());
    assertEquals(OptionalDouble.of(0.001), job.training().optimizer().learningRate());
    assertEquals("1e5", job.output());
  }

  @Test
  void trialsHaveTheTextsOfTheirSweep() {
    String text =
        "base:\n"
            + JOB.indent(2)
            + """
            axes:
              data.options.nullValue: [1.50, '1.5', -999.00, 7, "a\\nflow: {type: maf}"]
              data.path: [0x1F, 2024-01-01, 12:30:45]
              training.optimizer.learningRate: [1e-3]
            output: 0.10
            """;
    SweepConfig sweep = Codec.yaml("sweep", text, SweepConfig.class);
    assertEquals(sweep, Codec.yaml("again", Codec.yaml(sweep), SweepConfig.class));
    List<String> found = new ArrayList<>();
    for (Trial trial : Trials.of(sweep).all()) {
      Source.Table data = (Source.Table) trial.job().data();
      found.add(data.options().get("nullValue") + " " + data.path());
      String written = Codec.yaml(trial.description(), trial.job());
      assertEquals(trial.job(), Codec.yaml("best", written, RunConfig.class));
    }
    assertEquals(15, found.size());
    assertEquals(
        List.of("1.50 0x1F", "1.50 2024-01-01", "1.50 12:30:45", "1.5 0x1F"), found.subList(0, 4));
    assertEquals("a\nflow: {type: maf} 12:30:45", found.get(14));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "output: *nowhere|line 1, column 9: *nowhere is an alias",
        "output: &x models|line 1, column 9: &x is an anchor",
        "output: &models|line 1, column 9: &models is an anchor",
        "*x : 1|line 1, column 1: *x is an alias",
        "training: {<<: {steps: 5}}|line 1, column 12: << is a merge key",
        "output: !models x|line 1, column 9: !models is a tag",
        "output: @models|found character '@'",
        "output: 1|",
      })
  void referencesAreRefused(String text, String expected) {
    if (expected == null) {
      assertEquals(Map.of("output", 1), Codec.keys("job", text));
      return;
    }
    ConfigException error = assertThrows(ConfigException.class, () -> Codec.keys("job", text));
    assertTrue(error.getMessage().startsWith("job: "), error.getMessage());
    assertTrue(error.getMessage().contains(expected), error.getMessage());
    assertTrue(error.getMessage().contains("quotes"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "~", ""})
  void nothingIsNoText(String nothing) {
    String text = JOB.replace("'1e5'", nothing);
    ConfigException error =
        assertThrows(ConfigException.class, () -> Codec.yaml("job", text, RunConfig.class));
    assertTrue(error.getMessage().contains("data.options.sep is empty"), error.getMessage());
  }

  @Test
  void plainWordsHaveNoQuotes() {
    Map<String, String> plain = Map.of("s3a://bucket/a.b-c_d", "two-moons");
    assertEquals("s3a://bucket/a.b-c_d: two-moons\n", Codec.yaml(plain));
    assertEquals("# a b\nx: nsf\n", Codec.yaml("a\nb", Map.of("x", "nsf")));
  }
}
