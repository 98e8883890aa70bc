package normflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.TrainingKeys.OptimizerKeys;
import normflow.density.Densities;
import normflow.flow.Architecture;
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
