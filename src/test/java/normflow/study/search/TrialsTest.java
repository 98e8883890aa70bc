package normflow.study.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.SweepConfig;
import normflow.study.Trial;
import org.junit.jupiter.api.Test;

class TrialsTest {

  private static Trials trials(String rest) {
    return Trials.of(Codec.yaml("sample", base("0.1") + rest, SweepConfig.class));
  }

  private static String base(String share) {
    return """
        base:
          data: {type: generated, density: moons, rows: 100}
          validation: {share: %s}
          flow: {type: nsf}
          training: {steps: 7, seed: 11}
        output: out
        """
        .formatted(share);
  }

  private static String error(String text) {
    return assertThrows(
            ConfigException.class, () -> Trials.of(Codec.yaml("s", text, SweepConfig.class)))
        .getMessage();
  }

  @Test
  void aGridGoesThroughTheLastAxisFirst() {
    Trials trials =
        trials(
            """
            axes:
              flow:
                - {type: realnvp-fast}
                - {value: {type: nsf}, axes: {flow.bins: [4, 8]}}
              training.seed: {type: range, from: 1, to: 2}
            """);
    assertEquals(
        List.of(
            "flow = realnvp-fast, training.seed = 1",
            "flow = realnvp-fast, training.seed = 2",
            "flow = nsf, flow.bins = 4, training.seed = 1",
            "flow = nsf, flow.bins = 4, training.seed = 2",
            "flow = nsf, flow.bins = 8, training.seed = 1",
            "flow = nsf, flow.bins = 8, training.seed = 2"),
        trials.all().stream().map(Trial::description).toList());
    assertEquals(List.of("flow", "training.seed", "flow.bins"), trials.axes());
    assertEquals("out/trials/003", trials.all().get(2).job().output());
    assertEquals(2, trials.all().get(1).job().training().seed());
  }

  @Test
  void variantsOfOneTypeAreToldApartByWhatDiffers() {
    Trials trials =
        trials(
            """
            search:
              type: listed
              trials:
                - {flow: {type: nsf, transforms: 4, bins: 8}}
                - {flow: {type: nsf, bins: 8}, name: as it comes}
                - {flow: {type: glow, steps: 3}}
            """);
    assertEquals(
        List.of(
            "flow = nsf, flow.transforms = 4",
            "flow = nsf, name = as it comes, flow.transforms = 6",
            "flow = glow"),
        trials.all().stream().map(Trial::description).toList());
    assertEquals(List.of("flow", "flow.transforms", "name"), trials.axes());
  }

  @Test
  void allSeedsAreComparedOnTheRowsOfTheBase() {
    for (Trial trial : trials("axes: {training.seed: [1, 2]}").all()) {
      assertEquals(11, trial.job().seedOfSplit());
    }
  }

  @Test
  void drawsAreAFunctionOfTheSeedAndOfTheirOwnAxis() {
    String rate = "  training.optimizer.learningRate: {type: log-uniform, from: 1e-4, to: 1e-1}\n";
    String seeds = "  training.seed: {type: range, from: 1, to: 99999}\n";
    String search = "search: {type: random, trials: 20, seed: %d}\n";
    Trials one = trials("axes:\n" + rate + search.formatted(5));
    Trials same = trials("axes:\n" + rate + search.formatted(5));
    Trials wider = trials("axes:\n" + seeds + rate + search.formatted(5));
    Trials other = trials("axes:\n" + rate + search.formatted(6));
    assertEquals(one.all(), same.all());
    assertEquals(rates(one), rates(wider));
    assertNotEquals(rates(one), rates(other));
    assertEquals(20, rates(one).stream().distinct().count());
  }

  /** What repeats give values to, no trial does: by its path, in a value, or within a whole key. */
  @Test
  void repeatsHaveTheSeedsToThemselves() {
    String seeds = "\nrepeats: {seeds: 2}\n";
    for (String clash :
        List.of(
            "axes: {training.seed: [1, 2]}",
            "axes: {flow: [{value: nsf, axes: {training.seed: [1, 2]}}]}",
            "search: {type: listed, trials: [{training.seed: 1}, {training.seed: 2}]}",
            "axes: {flow: [{value: nsf, axes: {training.seed: [1, 2]}}, maf]}\nsearch: {type: tpe, trials: 9}")) {
      String error = error(base("0.1") + clash + seeds);
      assertTrue(error.contains("axes.training.seed and repeats, which give it values"), error);
    }
    String whole = "axes: {training: [{steps: 7, seed: 1}, {steps: 8, seed: 2}]}";
    String error = error(base("0.1") + whole + seeds);
    assertTrue(error.contains("training.seed is 1 in a trial and 2 in another"), error);
    String same = "axes: {training: [{steps: 7, seed: 1}, {steps: 8, seed: 1}]}";
    assertEquals(2, trials(same + seeds).all().size());
    String split = error(base("0.1") + "axes: {splitSeed: [1, 2]}\nrepeats: {splits: 2}");
    assertTrue(split.contains("axes.splitSeed and repeats"), split);
  }

  /** With tables of their own for the held-out rows all splits are one. */
  @Test
  void splitsHoldRowsOutByShare() {
    String held =
        """
        base:
          data: {type: table, format: csv, path: a.csv, columns: [a, b]}
          validation: {path: v.csv}
          test: %s
          flow: nsf
        output: out
        axes: {training.steps: [7, 8]}
        repeats: {splits: 2}
        """;
    String error = error(held.formatted("{path: t.csv}"));
    assertTrue(error.contains("repeats.splits = 2: no rows are held out by share"), error);
    String shared = held.formatted("{share: 0.2}");
    assertEquals(2, Trials.of(Codec.yaml("s", shared, SweepConfig.class)).all().size());
  }

  private static List<String> rates(Trials trials) {
    return trials.all().stream()
        .map(trial -> trial.settings().get("training.optimizer.learningRate").text())
        .toList();
  }

  @Test
  void drawsThatComeAgainAreDropped() {
    Trials trials =
        trials("axes: {training.seed: [1, 2]}\nsearch: {type: random, trials: 20, seed: 1}");
    assertEquals(2, trials.all().size());
    assertEquals(18, trials.dropped());
  }

  @Test
  void listedTrialsHaveTheValuesThatTheyName() {
    Trials trials =
        trials(
            """
            search:
              type: listed
              trials:
                - {flow: {type: maf}, training.steps: 3}
                - {training.optimizer.learningRate: 0.5}
            """);
    assertEquals(3, trials.all().get(0).job().training().steps());
    assertEquals("maf", trials.all().get(0).settings().get("flow").text());
    assertEquals(
        OptionalDouble.of(0.5), trials.all().get(1).job().training().optimizer().learningRate());
  }

  @Test
  void manyTrialsSortByName() {
    Trials trials = trials("axes: {training.seed: {type: range, from: 1, to: 1000}}");
    List<String> names = trials.all().stream().map(Trial::name).toList();
    assertEquals(names.stream().sorted().toList(), names);
    assertTrue(IntStream.range(0, 1000).allMatch(i -> trials.all().get(i).number() == i + 1));
  }

  @Test
  void whatIsWrongWithATrialIsSaidBeforeAnyIsTrained() {
    String axes = "axes: {flow.hidden: [[8]], flow.bins: [4, 1]}";
    String error = error(base("0.1") + axes);
    assertTrue(
        error.startsWith("trial 2 (flow.hidden = [8], flow.bins = 1): flow.bins = 1"), error);
  }

  @Test
  void withoutValidationRowsThereIsNothingToChooseBy() {
    String error = error(base("0") + "axes: {training.seed: [1]}");
    assertTrue(error.contains("validation has no rows"), error);
  }

  @Test
  void aGridNeedsValues() {
    String error =
        error(base("0.1") + "axes: {training.clipNorm: {type: uniform, from: 1, to: 2}}");
    assertTrue(error.contains("axes.training.clipNorm has no end of values"), error);
  }

  @Test
  void validationsThatDoNotCompareAreRefused() {
    String trims =
        assertThrows(
                ConfigException.class,
                () -> trials("axes: {training: [{steps: 7, trim: 0.1}, {steps: 7, trim: 0.2}]}\n"))
            .getMessage();
    assertTrue(trims.contains("training.trim differs"), trims);
    String means =
        assertThrows(
                ConfigException.class,
                () -> trials("axes: {flow: [ensemble, maf]}\nensemble: best 2\n"))
            .getMessage();
    assertTrue(means.contains("is a mean itself"), means);
  }

  @Test
  void twoTrialsAreNotTheSameJob() {
    String error = error(base("0.1") + "axes: {flow: [{type: nsf}, {type: nsf, bins: 16}]}");
    String both = "trials 1 (flow = nsf-1, flow.bins = 16) and 2 (flow = nsf-2, flow.bins = 16)";
    assertTrue(error.contains(both + " are the same"), error);
  }
}
