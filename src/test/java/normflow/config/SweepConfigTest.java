package normflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.SweepConfig.Halving;
import normflow.flow.Nsf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepConfigTest {

  private static final String BASE =
      """
      base:
        data: {type: generated, density: moons, rows: 100}
        validation: {share: 0.1}
        flow: {type: nsf}
        training: {steps: 7}
      output: out
      """;

  private static SweepConfig sweep(String rest) {
    return Codec.yaml("sample", BASE + rest, SweepConfig.class);
  }

  private static String error(String rest) {
    return assertThrows(ConfigException.class, () -> sweep(rest)).getMessage();
  }

  @Test
  void aTrialIsTheBaseWithValuesInPlace() {
    SweepConfig sweep = sweep("axes: {training.seed: [1]}");
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("flow.hidden.1", 5);
    values.put("flow.hidden", List.of(8, 16));
    values.put("flow", Map.of("type", "nsf", "bins", 4));
    values.put("training.optimizer.learningRate", 0.25);
    values.put("splitSeed", 3L);
    RunConfig job = sweep.job(values, "folder");
    Nsf flow = (Nsf) job.flow();
    assertEquals(List.of(8, 5), flow.hidden());
    assertEquals(4, flow.bins());
    assertEquals(OptionalDouble.of(0.25), job.training().optimizer().learningRate());
    assertEquals(7, job.training().steps());
    assertEquals(3, job.seedOfSplit());
    assertEquals("folder", job.output());
  }

  @Test
  void aSeedOfTheSplitThatIsLeftOutIsNotInTheText() {
    RunConfig job = sweep("axes: {training.seed: [1]}").job(Map.of("training.seed", 9), "folder");
    assertEquals(9, job.seedOfSplit());
    assertTrue(!Codec.json(job).contains("splitSeed"));
    assertTrue(Codec.json(job.withSplitSeed(4)).contains("splitSeed"));
    assertEquals(job, Codec.json("job", Codec.json(job), RunConfig.class));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          flow.hiden                      | 8    | flow.hiden: flow = nsf has no hiden (did you mean hidden?)
          flow.hidden                     | 0.5  | flow.hidden: must be a list
          training.optimiser.learningRate | 0.1  | training.optimiser.learningRate: training has no optimiser (did you mean optimizer?)
          training.batchSize              | 2.5  | training.batchSize = 2.5: must be a whole number
          training.batchSize              | 0    | training.batchSize = 0: must be at least 1
          trainin                         | 0    | trainin: unknown key (did you mean training?)
          """)
  void aValueThatDoesNotFitIsExplained(String path, double value, String message) {
    SweepConfig sweep = sweep("axes: {training.seed: [1]}");
    Object given = value == Math.rint(value) ? (Object) (int) value : (Object) value;
    ConfigException error =
        assertThrows(ConfigException.class, () -> sweep.job(Map.of(path, given), "folder"));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          axes: {}                                            | axes = {}: name at least one key
          axes: {a: 3}                                        | axes.a = 3: must be a list of values
          axes: {a: []}                                       | axes.a.values = []: give at least one
          axes: {a: [1, 1]}                                   | axes.a.values: 1 stands there twice
          axes: {a: {from: 1, to: 2}}                         | axes.a.type is missing; the choices are choice
          axes: {a: {type: range, from: 2, to: 1}}            | axes.a.from = 2, to = 1: must be in order
          axes: {a: {type: log-uniform, from: 0, to: 1}}      | axes.a.from = 0.0: a logarithm needs
          axes: {a: {type: uniform, from: 1, to: 1}}          | axes.a.from = 1.0, to = 1.0: must be finite
          axes: {a: {type: log-unifrom, from: 1, to: 2}}      | (did you mean log-uniform?)
          axes: {a: {type: uniform, from: -1e308, to: 1e308}} | axes.a.from = -1.0E308, to = 1.0E308: must be finite
          axes: {a: [{value: 1, nam: x}]}                     | nam: unknown key (did you mean name?)
          search: {type: listed, trials: []}                  | search.trials = []: give at least one
          search: {type: random, trials: 0}                   | search.trials = 0: must be 1 to 100,000
          halving: {factor: 1}                                | halving.factor = 1: must be at least 2
          halving: {rungs: 0}                                 | halving.rungs = 0: must be 1 to 10
          mode: fast                                          | mode = fast: must be one of auto, tasks, cluster
          localMegabytes: -1                                  | localMegabytes = -1
          """)
  void whatIsNoSweepIsExplained(String rest, String message) {
    String axes = rest.startsWith("axes") || rest.contains("listed") ? "" : "axes: {a: [1]}\n";
    String error = error(axes + rest);
    assertTrue(error.contains(message), error);
  }

  @Test
  void listedTrialsAndAxesDoNotMix() {
    String error = error("axes: {a: [1]}\nsearch: {type: listed, trials: [{a: 1}]}");
    assertTrue(error.contains("axes and listed trials: give one of them"), error);
  }

  @Test
  void drawsStayWithinTheirBounds() {
    SweepConfig sweep =
        sweep(
            """
            axes:
              a: {type: log-uniform, from: 0.001, to: 10}
              b: {type: uniform, from: -1, to: 2}
              c: {type: range, from: 3, to: 5}
              d: [x, y]
            """);
    SplittableRandom random = new SplittableRandom(1);
    int small = 0;
    int large = 0;
    Set<Object> met = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      double a = (double) sweep.space().get("a").draw(random).value();
      double b = (double) sweep.space().get("b").draw(random).value();
      long c = (long) sweep.space().get("c").draw(random).value();
      assertTrue(a >= 0.001 && a <= 10 && b >= -1 && b <= 2 && c >= 3 && c <= 5);
      small += a < 0.1 ? 1 : 0;
      large += b > 1 ? 1 : 0;
      met.add(c);
      met.add(sweep.space().get("d").draw(random).value());
    }
    assertEquals(Set.of(3L, 4L, 5L, "x", "y"), met);
    // A third, within four standard deviations.
    assertTrue(large > 95 && large < 172, "above 1: " + large);
    // Half of the decades: a uniform draw would put four in 400 there.
    assertTrue(small > 150 && small < 250, "below 0.1: " + small);
  }

  @Test
  void aRangeHasBothOfItsEnds() {
    Axis range = sweep("axes: {a: {type: range, from: -1, to: 1}}").space().get("a");
    assertEquals(List.of(-1L, 0L, 1L), range.options().stream().map(Axis.Option::value).toList());
    assertEquals(OptionalDouble.of(-1), range.options().get(0).number());
    assertEquals(
        OptionalDouble.empty(), sweep("axes: {a: [x]}").space().get("a").options().get(0).number());
  }

  @Test
  void trialsAreComparedOnTheRowsOfTheirBase() {
    String axes = "axes: {training.seed: [5]}";
    assertEquals(1, sweep(axes).seedOfSplit());
    SweepConfig seeded =
        Codec.yaml("s", BASE.replace("steps: 7", "seed: 9") + axes, SweepConfig.class);
    assertEquals(9, seeded.seedOfSplit());
  }

  @Test
  void listedTrialsKeepTheirValues() {
    SweepConfig sweep = sweep("search: {type: listed, trials: [{name: a, training.seed: x}]}");
    assertEquals(
        List.of(Map.of("name", "a", "training.seed", "x")),
        ((Search.Listed) sweep.search()).trials());
  }

  @Test
  void optionsAreNamedByTypeOrAsTheySay() {
    SweepConfig sweep =
        sweep(
            """
            axes:
              flow:
                - {type: maf}
                - {type: nsf, bins: 4}
                - {type: nsf, bins: 8}
                - {value: {type: maf, transforms: 3}}
                - {name: wide, value: {type: glow}, axes: {flow.steps: [4, 8]}}
            """);
    List<Axis.Option> options = sweep.space().get("flow").options();
    assertEquals(
        List.of("maf-1", "nsf-2", "nsf-3", "maf-4", "wide"),
        options.stream().map(Axis.Option::name).toList());
    assertEquals(2, options.get(4).axes().get("flow.steps").options().size());
  }

  @Test
  void aCooledCopyTakesAShareOfTheSteps() {
    SweepConfig.Halving halving = new SweepConfig.Halving(3, 2, 0.2);
    assertEquals(20, halving.cooling(100));
    assertEquals(1, halving.cooling(1));
    assertEquals(0, new SweepConfig.Halving(3, 2, 0).cooling(100));
    SweepConfig sweep = sweep("axes: {training.seed: [1]}\nhalving: {factor: 4, rungs: 1}\n");
    assertEquals(new SweepConfig.Halving(4, 1, 0), sweep.withoutCooldown().halving().orElseThrow());
    assertEquals(sweep.withOutput("b").output(), sweep.withoutCooldown().withOutput("b").output());
  }

  @Test
  void anEnsembleIsOfTwoToAHundred() {
    String rest = "axes: {training.seed: [1]}\n";
    assertEquals(0, sweep(rest).together());
    assertEquals(2, sweep(rest + "ensemble: best 2\n").together());
    assertEquals(100, sweep(rest).withEnsemble("best 100").together());
    for (String wrong : List.of("best 1", "best 101", "best", "worst 5", "best 5 ")) {
      String message = error(rest + "ensemble: '" + wrong + "'\n");
      assertTrue(message.contains("ensemble = ") && message.contains("such as best 5"), message);
    }
  }

  @Test
  void searchesThatLearnSayHow() {
    String rest = "axes: {training.seed: [1]}\n";
    SweepConfig tpe = sweep(rest + "search: {type: tpe, trials: 30}\n");
    assertEquals(new Search.Tpe(30, 10, 1), tpe.search().learning().orElseThrow());
    SweepConfig auto = sweep(rest + "search: {type: auto, trials: 1, seed: 4}\n");
    assertEquals(new Search.Tpe(1, 10, 4), auto.search().learning().orElseThrow());
    assertEquals(SweepConfig.Halving.defaults(), auto.halving().orElseThrow());
    assertEquals(100_000, new Search.Auto(100_000, 1).trials());
    for (int trials : List.of(0, 100_001)) {
      assertTrue(
          error(rest + "search: {type: tpe, trials: " + trials + "}\n").contains("must be 1 to"));
    }
    SweepConfig stopped = sweep(rest + "search: {type: tpe, trials: 30}\nstop: {patience: 1}\n");
    assertEquals(1, stopped.stop().orElseThrow().patience().orElseThrow());
  }

  @Test
  void rungsAreSharesOfTheSteps() {
    Halving halving = Halving.defaults();
    assertEquals(100, 900 * halving.share(0), 1e-12);
    assertEquals(300, 900 * halving.share(1), 1e-12);
    assertEquals(16, halving.promoted(48));
    assertEquals(6, halving.promoted(16));
    assertEquals(1, halving.promoted(1));
  }
}
