package normflow.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import normflow.config.BadRows;
import normflow.config.BenchmarkConfig;
import normflow.config.GenerateConfig;
import normflow.config.RunConfig;
import normflow.config.Search;
import normflow.config.Source;
import normflow.config.SweepConfig;
import normflow.config.TableDefaults;
import normflow.flow.Architecture;
import normflow.flow.PowerTailNormal;
import normflow.flow.StandardNormal;
import normflow.train.optimizer.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {

  private static final String LEAST =
      """
      data: {type: table, format: csv, path: a.csv, columns: [a, b]}
      flow: {type: realnvp}
      output: models/a
      """;

  @Test
  void whatIsLeftOutHasDefaults() {
    RunConfig config = Codec.yaml("job", LEAST, RunConfig.class);
    assertEquals(Architecture.RealNvp.defaults(), config.flow());
    assertEquals(BadRows.FAIL, config.badRows());
    assertEquals(RunConfig.ExchangeKind.AUTO, config.exchange());
    assertEquals(Schedule.Cosine.defaults(), config.training().schedule());
    assertEquals(List.of("a", "b"), ((Source.Table) config.data()).columns());
  }

  @Test
  void keysLieOverDefaults() {
    String text = LEAST + "training: {optimizer: {type: Nadam}, schedule: {type: step, every: 5}}";
    RunConfig config = Codec.yaml("job", text, RunConfig.class);
    RunConfig settled = config.settled(TableDefaults.before());
    assertEquals(OptionalDouble.empty(), config.training().optimizer().learningRate());
    assertEquals(1e-3, settled.training().complete().optimizer().learningRate());
    assertEquals(new Schedule.Step(5, 0.1), config.training().schedule());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void samplesOfTheProjectAreRead(Path sample) throws IOException {
    String text = Files.readString(sample);
    if (sample.getParent().endsWith("data-gen")) {
      GenerateConfig config = Codec.yaml(sample.toString(), text, GenerateConfig.class);
      assertEquals(config, Codec.yaml("again", Codec.yaml(config), GenerateConfig.class));
    } else if (sample.endsWith("benchmark.yaml") || sample.endsWith("tables.yaml")) {
      BenchmarkConfig config = Codec.yaml(sample.toString(), text, BenchmarkConfig.class);
      assertEquals(config, Codec.yaml("again", Codec.yaml(config), BenchmarkConfig.class));
    } else if (sample.getFileName().toString().startsWith("sweep-")) {
      SweepConfig config = Codec.yaml(sample.toString(), text, SweepConfig.class);
      assertEquals(config, Codec.yaml("again", Codec.yaml(config), SweepConfig.class));
    } else {
      RunConfig config = Codec.yaml(sample.toString(), text, RunConfig.class);
      assertEquals(config, Codec.yaml("again", Codec.yaml(config), RunConfig.class));
      assertEquals(config, Codec.json("again", Codec.json(config), RunConfig.class));
    }
  }

  static List<Path> samples() throws IOException {
    try (Stream<Path> conf = Files.walk(Path.of("conf"));
        Stream<Path> dataGen = Files.list(Path.of("data-gen"))) {
      return Stream.concat(conf, dataGen)
          .filter(path -> path.toString().endsWith(".yaml"))
          // Those are of Kubernetes: KubernetesFilesTest reads them.
          .filter(path -> !path.startsWith("conf/kubernetes"))
          .toList();
    }
  }

  @Test
  void optionsAreWrittenInOneOrder() {
    Map<String, String> options = Map.of("sep", ";", "header", "true", "nullValue", "-", "a", "b");
    Source table = new Source.Table("csv", "a.csv", options, List.of("x"), List.of());
    String line = Codec.jsonLine(table);
    assertTrue(
        line.contains("{\"a\":\"b\",\"header\":\"true\",\"nullValue\":\"-\",\"sep\":\";\"}"), line);
  }

  @Test
  void customFlowsHaveANormalBaseUnlessTold() {
    String text = "{type: custom, layers: [{type: lu-linear}]}";
    Architecture flow = Codec.yaml("flow", text, Architecture.class);
    assertEquals(new StandardNormal(), flow.base());
  }

  @Test
  void aTypeAloneHasDefaults() {
    String text = LEAST.replace("{type: realnvp}", "realnvp") + "training: {schedule: cosine}\n";
    RunConfig config = Codec.yaml("job", text, RunConfig.class);
    assertEquals(Codec.yaml("job", LEAST, RunConfig.class), config);
    assertEquals(Schedule.Cosine.defaults(), config.training().schedule());
    assertEquals(config, Codec.json("again", Codec.json(config), RunConfig.class));
    assertEquals(
        Codec.yaml("flow", "{type: custom, layers: [{type: lu-linear}]}", Architecture.class),
        Codec.yaml("flow", "{type: custom, layers: [lu-linear]}", Architecture.class));
    assertEquals(new Search.Auto(64, 1), Codec.yaml("search", "auto", Search.class));
    assertEquals(
        Architecture.Planar.defaults(), Codec.replaced(config, Map.of("flow", "planar")).flow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"planar", "radial", "realnvp", "realnvp-fast", "glow", "maf", "nsf", "nsf-ar"})
  void everyPremadeFlowHasDefaults(String name) {
    Architecture flow = Codec.yaml("flow", "{type: " + name + "}", Architecture.class);
    boolean asPublished = List.of("planar", "radial", "realnvp").contains(name);
    assertEquals(asPublished ? new StandardNormal() : new PowerTailNormal(4), flow.base());
    assertTrue(flow.flow(2).layout().trainedSize() > 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training: {batchSze: 5}|training.batchSze: unknown key (did you mean batchSize?)",
        "training: {batchSize: many}|training.batchSize = many: must be a whole number",
        "training: {batchSize: 2.5}|training.batchSize = 2.5: must be a whole number",
        "training: {batchSize: -4}|training.batchSize = -4: must be at least 1",
        "training: {optimizer: {type: adm}}|training.optimizer.type = adm: must be one of adam",
        "training: {schedule: {type: cosin}}|(did you mean cosine?)",
        "training: {schedule: {end: 0.1}}|training.schedule.type is missing",
        "training: 7|training: must be keys with values",
        "validation: {share: 1.5}|validation.share = 1.5: must be from 0 to below 1",
        "flow: {type: glo}|flow.type = glo: unknown (did you mean glow?)",
        "flow: glo|flow.type = glo: unknown (did you mean glow?)",
        "flow: ensembles|flow.type = ensembles: unknown (did you mean ensemble?)",
        "flow: custom|flow.layers is missing or empty",
        "flow: 7|flow.type is missing; the choices are planar",
        "flow: {type: nsf, bins: 1}|flow.bins = 1: must be from 2 to 1,000",
        "flow: {type: glow, base: {type: student-t, degreesOfFreedom: 0}}|must be a positive number",
        "flow: {type: realnvp, hidden: [64, 0]}|flow.hidden[1] = 0: widths must be positive",
        "data: {type: generated, density: two-moon, rows: 10}|(did you mean two-moons?)",
        "data: {type: generated, density: rings, noise: 1, rows: 10}|rings has no noise",
        "partitions: -1|partitions = -1: must not be negative",
        "output: ''|output is empty",
        "data:|data is missing or empty",
        "data: {type: table, path: t, columns: [a]}|data.format is missing or empty",
        "data: {type: table, format: csv, path: t}|data.columns is missing or empty",
        "data: {type: generated, density: rings}|data.rows is missing or empty",
      })
  void errorsNamePlaceValueAndCure(String line, String expected) {
    String key = line.substring(0, line.indexOf(':') + 1);
    StringBuilder text = new StringBuilder(line + "\n");
    LEAST.lines().filter(l -> !l.startsWith(key)).forEach(l -> text.append(l).append('\n'));
    ConfigException error =
        assertThrows(
            ConfigException.class, () -> Codec.yaml("job.yaml", text.toString(), RunConfig.class));
    assertTrue(error.getMessage().startsWith("job.yaml: "), error.getMessage());
    assertTrue(error.getMessage().contains(expected), error.getMessage());
  }

  @Test
  void brokenTextIsAnErrorWithItsPlace() {
    ConfigException error =
        assertThrows(
            ConfigException.class, () -> Codec.yaml("job.yaml", "data: [", RunConfig.class));
    assertTrue(error.getMessage().contains("line "), error.getMessage());
    assertThrows(ConfigException.class, () -> Codec.yaml("job.yaml", "", RunConfig.class));
    assertThrows(
        ConfigException.class, () -> Codec.yaml("j", LEAST + "output: twice", RunConfig.class));
  }

  /** A value of every kind of number. */
  public record Figures(
      double one, OptionalDouble maybe, double[] many, Map<String, Double> named) {}

  @Test
  void whatIsNoFiniteNumberIsNullInJson() {
    Figures figures =
        new Figures(
            Double.NaN,
            OptionalDouble.of(Double.NEGATIVE_INFINITY),
            new double[] {1.5, Double.NaN, 2e300},
            Map.of("a", Double.POSITIVE_INFINITY));
    assertEquals(
        "{\"one\":null,\"maybe\":null,\"many\":[1.5,null,2.0E300],\"named\":{\"a\":null}}",
        Codec.jsonLine(figures));
    assertFalse(Codec.json(figures).contains("\"NaN\""));
  }
}
