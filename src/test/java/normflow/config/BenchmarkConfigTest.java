package normflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.TrainingKeys.OptimizerKeys;
import normflow.density.Densities;
import normflow.flow.Architecture;
import normflow.flow.Maf;
import normflow.flow.Nsf;
import normflow.flow.Regression;
import normflow.train.optimizer.OptimizerConfig;
import normflow.train.optimizer.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarkConfigTest {

  private static final String SAMPLE =
      """
      flows:
        planar: {flow: {type: planar}, training: {optimizer: {learningRate: 0.5}, steps: 7}}
        realnvp: {flow: {type: realnvp}, training: {schedule: {type: constant}}}
      data:
        moons: {source: {type: generated, density: moons, rows: 100}}
        own:
          source: {type: table, format: csv, path: a.csv, columns: [a, b]}
          badRows: skip
          validation: {path: v.csv}
          test: {path: t.csv}
      test: {share: 0.25}
      training:
        batchSize: 32
        optimizer: {type: sgd, learningRate: 0.1}
        schedule: {type: cosine, end: 0.2}
      output: out
      """;

  private static BenchmarkConfig sample() {
    return Codec.yaml("sample", SAMPLE, BenchmarkConfig.class);
  }

  @Test
  void aJobTakesFromTheDataSetTheFlowAndWhatAllShare() {
    RunConfig job = sample().job("moons", "planar");
    assertEquals(Architecture.Planar.defaults(), job.flow());
    assertEquals(new HeldOut(0.25, ""), job.test());
    assertEquals("out/moons/planar", job.output());
    assertEquals(OptionalInt.of(32), job.training().batchSize());
    assertEquals(7, job.training().steps());
    RunConfig own = sample().job("own", "realnvp");
    assertEquals(new HeldOut(0, "t.csv"), own.test());
    assertEquals(new HeldOut(0, "v.csv"), own.validating());
    assertEquals(BadRows.SKIP, own.badRows());
  }

  @Test
  void aFlowChangesKeysOfTheTrainingUnlessItNamesAnotherType() {
    assertEquals(
        new OptimizerKeys(
            OptimizerConfig.Type.SGD,
            OptionalDouble.of(0.5),
            OptionalDouble.empty(),
            OptionalLong.empty()),
        sample().job("moons", "planar").training().optimizer());
    assertEquals(new Schedule.Cosine(0.2), sample().job("moons", "planar").training().schedule());
    assertEquals(new Schedule.Constant(), sample().job("moons", "realnvp").training().schedule());
  }

  @Test
  void namesKeepTheirOrder() {
    assertEquals(List.of("planar", "realnvp"), List.copyOf(sample().flows().keySet()));
    assertEquals(List.of("moons", "own"), List.copyOf(sample().data().keySet()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "steps: 7 | stebs: 7 | flows.planar.training.stebs: unknown key (did you mean steps?)",
        "steps: 7 | steps: -7 | flows.planar.training.steps = -7: must be at least 0",
        "steps: 7 | steps: many | flows.planar.training.steps = many: must be a whole number",
        "moons: | 'a/b:' | data.a/b: a name becomes a folder",
        "share: 0.25 | share: 0 | data.moons has no test rows",
        "output: out | partitions: 0~output: out | partitions = 0: must be at least 1",
        "output: out | output: ' ' | output is empty",
        "rows: 100}} | rows: 100}, test: {path: t}} | data.moons: path = t: rows of a generated",
        "{type: planar} | {type: plana} | did you mean planar?",
        "badRows: skip | labels: {column: a, normal: 0} | labels.column = a: name a column of a table",
        "badRows: skip | labels: {column: A, normal: 0} | labels.column = A: name a column of a table",
        "badRows: skip | labels: {column: ' ', normal: 0} | labels.column = ",
        "badRows: skip | labels: {column: l} | data.own.labels.normal is missing",
        "rows: 100}} | rows: 100}, labels: {column: l, normal: 0}} | labels.column = l: name a column",
        "test: {share: 0.25} | test: {share: 0.9}~validation: {share: 0.2} | leaves no rows"
      })
  void whatIsWrongIsNamed(String good, String bad, String message) {
    String text = SAMPLE.replaceFirst(java.util.regex.Pattern.quote(good), bad.replace("~", "\n"));
    ConfigException error =
        assertThrows(
            ConfigException.class,
            () -> Codec.yaml("sample", text, BenchmarkConfig.class).job("moons", "planar"));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  @Test
  void aDataSetMayValidateOtherwise() {
    BenchmarkConfig config =
        Codec.yaml(
            "b",
            """
            flows: {nsf: {standardize: whiten}}
            data:
              a: {source: {type: generated, density: rings, rows: 9}, validation: {share: 0.3}}
              b: {source: {type: generated, density: rings, rows: 9}}
            validation: {share: 0.2}
            test: {share: 0.5}
            output: b
            """,
            BenchmarkConfig.class);
    assertEquals(0.3, config.job("a", "nsf").validating().share());
    assertEquals(0.2, config.job("b", "nsf").validating().share());
    assertEquals(Scaling.WHITEN, config.job("b", "nsf").standardize());
    assertEquals(Map.of(), config.leftOut());
  }

  @Test
  void aFlowThatIsLeftOutFollowsFromTheTable() {
    String text =
        """
        flows: {default: {}, maf: {flow: {type: maf}}}
        data:
          moons: {source: {type: generated, density: moons, rows: 100}}
          joint: {source: {type: table, format: csv, path: a, columns: [a, b]}}
          given: {source: {type: table, format: csv, path: a, columns: [a], context: [b, c]}}
          many: {source: {type: table, format: csv, path: a, columns: [a, b, c, d, e], context: [f]}}
        test: {share: 0.1}
        output: out
        """;
    BenchmarkConfig config = Codec.yaml("sample", text, BenchmarkConfig.class);
    assertEquals(Nsf.defaults(), config.job("moons", "default").flow());
    assertEquals(Nsf.defaults(), config.job("joint", "default").flow());
    assertEquals(Regression.defaults(), config.job("given", "default").flow());
    assertEquals(List.of("b", "c"), config.job("given", "default").data().context());
    assertEquals(Nsf.defaults(), config.job("many", "default").flow());
    assertEquals(Maf.defaults(), config.job("given", "maf").flow());
    String tabular = text.replace("{type: maf}", "{type: tabular}");
    assertTrue(
        assertThrows(
                ConfigException.class, () -> Codec.yaml("sample", tabular, BenchmarkConfig.class))
            .getMessage()
            .contains("do not compare"));
  }

  @Test
  void aFlowOfALabelledTableSeesNormalRowsOnly() {
    String text =
        SAMPLE
            .replace("badRows: skip", "labels: {column: kind, normal: 0}")
            .replace("columns: [a, b]", "columns: [a, b], where: {year: 1999, new: yes}");
    BenchmarkConfig config = Codec.yaml("sample", text, BenchmarkConfig.class);
    RunConfig job = config.job("own", "planar");
    Map<String, String> where = Map.of("kind", "0", "year", "1999", "new", "true");
    assertEquals(where, ((Source.Table) job.data()).where());
    assertEquals(where, job.heldOutTable(job.test()).orElseThrow().where());
    assertEquals(config, Codec.yaml("again", Codec.yaml(config), BenchmarkConfig.class));
  }

  @Test
  void dataSetsWhoseVariablesAreMissingAreLeftOut() {
    String text =
        SAMPLE
            .replace("path: a.csv", "path: '${env:NO}/a.csv', options: {sep: '${env:SEP}'}")
            .replace("path: t.csv", "path: '${env:TESTS}/t.csv'");
    BenchmarkConfig config = Codec.yaml("sample", text, BenchmarkConfig.class);
    assertEquals(Map.of("own", "NO"), config.leftOut(Map.of("SEP", ";")));
    assertEquals(Map.of("own", "TESTS"), config.leftOut(Map.of("SEP", ";", "NO", "x")));
    assertEquals(Map.of(), config.leftOut(Map.of("SEP", ";", "NO", "x", "TESTS", "y")));
    assertEquals(Map.of(), sample().leftOut(Map.of()));
  }

  @Test
  void theSampleOfTablesSetsNothingForAnyOfThem() throws IOException {
    String text = Files.readString(Path.of("conf/tables.yaml"));
    BenchmarkConfig config = Codec.yaml("conf/tables.yaml", text, BenchmarkConfig.class);
    Map<String, String> leftOut = config.leftOut(Map.of());
    assertEquals(Set.of("TABLES"), Set.copyOf(leftOut.values()));
    assertEquals(config.data().size() - 2, leftOut.size());
    assertEquals(Map.of(), config.leftOut(Map.of("TABLES", "there")));
    for (String data : config.data().keySet()) {
      RunConfig job = config.job(data, "default");
      assertEquals(TrainingKeys.defaults(), job.training());
      assertEquals(
          job.data().context().isEmpty() ? Nsf.defaults() : Regression.defaults(), job.flow());
    }
  }

  @Test
  void theSampleOfTheProjectHasEveryDensityOfTwoColumns() throws IOException {
    String text = Files.readString(Path.of("conf/benchmark.yaml"));
    BenchmarkConfig config = Codec.yaml("conf/benchmark.yaml", text, BenchmarkConfig.class);
    assertEquals(
        Densities.names().stream().filter(name -> Densities.named(name).dim() == 2).toList(),
        List.copyOf(config.data().keySet()));
    for (String data : config.data().keySet()) {
      for (String flow : config.flows().keySet()) {
        RunConfig job = config.job(data, flow);
        job.flow().flow(2);
        assertEquals(data, job.data().knownDensity().orElseThrow().name());
      }
    }
  }
}
