package normflow.study.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import normflow.codec.Codec;
import normflow.config.SweepConfig;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.study.Strategy.Round;
import normflow.study.Strategy.Step;
import normflow.study.Trial;
import normflow.study.TrialRows.Length;
import normflow.study.search.Journal.Entry;
import normflow.study.search.Journal.Kind;
import normflow.study.search.TrialResult.Status;
import normflow.study.search.propose.Proposer;
import normflow.study.search.propose.Space;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AsTheyComeTest {

  private static final String AXES =
      """
      axes:
        flow:
          - {name: wide, value: {type: glow}, axes: {flow.steps: [2, 4, 8]}}
          - {name: spline, value: {type: nsf}, axes: {flow.bins: {type: range, from: 4, to: 16}}}
        training.optimizer.learningRate: {type: log-uniform, from: 1e-4, to: 1e-1}
      """;

  @TempDir private Path folder;

  /** Workers without a cluster: which of the running steps ends next is drawn. */
  private final class Simulation {
    final Trials trials;
    final Journal journal;
    final Map<String, TrialResult> results;
    final List<Step> order = new ArrayList<>();
    final AsTheyCome strategy;
    final int parallelism;
    final boolean replaying;
    int patience = Integer.MAX_VALUE;
    int shortest = 900;
    int begun;

    Simulation(String search, int parallelism, String name, Map<String, TrialResult> known) {
      this(search, parallelism, name, known, List.of());
    }

    Simulation(
        String search,
        int parallelism,
        String name,
        Map<String, TrialResult> known,
        List<Entry> replayed) {
      this(AXES, search, parallelism, name, known, replayed);
    }

    Simulation(
        String axes,
        String search,
        int parallelism,
        String name,
        Map<String, TrialResult> known,
        List<Entry> replayed) {
      SweepConfig config =
          Codec.yaml(
              "sweep",
              """
              base:
                data: {type: generated, density: two-moons, rows: 500}
                validation: {share: 0.1}
                flow: {type: nsf}
                training: {steps: 900, batchSize: 10}
              output: %s
              %s
              """
                      .formatted(folder.resolve(name), search)
                  + axes,
              SweepConfig.class);
      this.parallelism = parallelism;
      this.replaying = !replayed.isEmpty();
      trials = Trials.of(config);
      journal = new Journal(new Storage(new Configuration()), StoragePath.of(config.output()));
      results = new LinkedHashMap<>(known);
      Proposer proposer =
          new Proposer(Space.of(config.space()), config.search().learning().orElseThrow());
      Proposals proposals =
          new Proposals(trials, proposer, since -> since >= patience, trial -> {});
      proposals.restore(journal);
      strategy =
          new AsTheyCome(
              proposals,
              config.halving().map(its -> new Rungs(its, 9000, this::length)),
              journal,
              replayed,
              parallelism,
              trial -> begun++);
    }

    private Length length(Trial trial) {
      return new Length(trial.number() % 2 == 1 ? shortest : 900, 10);
    }

    /** Runs to the end, or until so many steps have ended. */
    void run(long seed, int most, ToDoubleFunction<Trial> loss) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Step> running = new ArrayList<>(next(0));
      for (int ended = 0; ended < most && !running.isEmpty(); ended++) {
        assertTrue(replaying || running.size() <= parallelism, () -> running.size() + " run");
        Step step = running.remove(random.nextInt(running.size()));
        order.add(step);
        results.put(step.trial().name(), result(step, loss.applyAsDouble(step.trial())));
        running.addAll(next(running.size()));
      }
    }

    private List<Step> next(int running) {
      Round<TrialResult> round = strategy.next(results, running);
      round.decided().forEach((trial, result) -> results.put(trial.name(), result));
      return round.steps();
    }

    private TrialResult result(Step step, double loss) {
      Optional<TrialResult> before = Optional.ofNullable(results.get(step.trial().name()));
      if (Double.isNaN(loss)) {
        return Results.failed(step.trial());
      }
      // The longer, the better, and the same order everywhere.
      return step.until().isPresent()
          ? Results.paused(
              step.trial(),
              before,
              step.until().getAsLong(),
              loss + 100.0 / step.until().getAsLong())
          : Results.finished(step.trial(), before, loss + 100.0 / length(step.trial()).steps());
    }

    long count(Status status) {
      return results.values().stream().filter(result -> result.status() == status).count();
    }
  }

  /** Best at a rate of 0.01, by a spline of 12 bins. */
  private static double loss(Trial trial) {
    double rate = trial.settings().get("training.optimizer.learningRate").number().getAsDouble();
    double loss = Math.pow(Math.log10(rate) + 2, 2);
    return trial.settings().get("flow").text().equals("spline")
        ? loss + 0.01 * Math.abs(trial.settings().get("flow.bins").number().getAsDouble() - 12)
        : loss + 1;
  }

  @Test
  void everyTrialIsThereAndTheBestOfEveryRungGoOn() {
    for (int parallelism : new int[] {1, 3, 8}) {
      Simulation sweep =
          new Simulation(
              "search: {type: auto, trials: 40}", parallelism, "p" + parallelism, Map.of());
      sweep.run(7, Integer.MAX_VALUE, AsTheyComeTest::loss);
      assertEquals(40, sweep.results.size());
      assertEquals(40, sweep.begun);
      assertEquals(0, sweep.count(Status.PAUSED));
      long finished = sweep.count(Status.FINISHED);
      assertTrue(finished >= 4 && finished <= 12, () -> "finished: " + finished);
      // The best of all went on, whenever it came.
      TrialResult best =
          sweep.results.values().stream()
              .min(
                  (one, other) ->
                      Double.compare(
                          one.rungs().get(0).validationNll(), other.rungs().get(0).validationNll()))
              .orElseThrow();
      assertEquals(Status.FINISHED, best.status());
      assertEquals(
          OptionalLong.of(100),
          sweep.order.get(0).until(),
          "the first rung is a ninth of 900 steps");
    }
  }

  /** With one slow trial the others are through before it has come to its first rung. */
  @Test
  void noRungWaitsForTheSlowest() {
    Simulation sweep = new Simulation("search: {type: auto, trials: 20}", 2, "slow", Map.of());
    List<Step> running = new ArrayList<>(sweep.next(0));
    Step slow = running.remove(0);
    while (!running.isEmpty()) {
      Step step = running.remove(0);
      sweep.results.put(step.trial().name(), sweep.result(step, loss(step.trial())));
      running.addAll(sweep.next(1));
    }
    assertEquals(19, sweep.results.size());
    assertTrue(sweep.count(Status.FINISHED) > 0, "none came to its end");
    assertEquals(null, sweep.results.get(slow.trial().name()));
  }

  @Test
  void itLearns() {
    List<Double> learnt = new ArrayList<>();
    List<Double> drawn = new ArrayList<>();
    for (int seed = 1; seed <= 5; seed++) {
      Simulation sweep =
          new Simulation(
              "search: {type: tpe, trials: 40, seed: " + seed + "}", 2, "l" + seed, Map.of());
      sweep.run(seed, Integer.MAX_VALUE, AsTheyComeTest::loss);
      assertEquals(40, sweep.count(Status.FINISHED), "without halving every trial is finished");
      learnt.add(best(sweep));
      Simulation random =
          new Simulation(
              "search: {type: tpe, trials: 40, startup: 40, seed: " + seed + "}",
              2,
              "r" + seed,
              Map.of());
      random.run(seed, Integer.MAX_VALUE, AsTheyComeTest::loss);
      drawn.add(best(random));
    }
    double median = learnt.stream().sorted().toList().get(2);
    double medianDrawn = drawn.stream().sorted().toList().get(2);
    assertTrue(
        median < medianDrawn / 2, () -> median + " by learning, " + medianDrawn + " by chance");
  }

  private static double best(Simulation sweep) {
    return sweep.results.values().stream()
        .mapToDouble(result -> result.validationNll().orElseThrow() - 100.0 / 900)
        .min()
        .orElseThrow();
  }

  /** The order in which steps ended decides, and the journal has it. */
  @Test
  void theSameOrderGivesTheSameTrials() {
    String search = "search: {type: auto, trials: 30}";
    Simulation one = new Simulation(search, 3, "one", Map.of());
    one.run(1, Integer.MAX_VALUE, AsTheyComeTest::loss);
    Simulation same = new Simulation(search, 3, "same", Map.of());
    same.run(1, Integer.MAX_VALUE, AsTheyComeTest::loss);
    Simulation other = new Simulation(search, 3, "other", Map.of());
    other.run(2, Integer.MAX_VALUE, AsTheyComeTest::loss);
    assertEquals(one.journal.entries(), same.journal.entries());
    assertEquals(one.results, same.results);
    assertNotEquals(one.journal.entries(), other.journal.entries());
    Simulation replay = new Simulation(search, 3, "replay", Map.of(), one.journal.entries());
    replay.run(3, Integer.MAX_VALUE, AsTheyComeTest::loss);
    assertEquals(one.journal.entries(), replay.journal.entries());
    assertEquals(one.results, replay.results);
    // With room for one, or for more than there was.
    for (int parallelism : new int[] {1, 8}) {
      Simulation roomy =
          new Simulation(
              search, parallelism, "room" + parallelism, Map.of(), one.journal.entries());
      roomy.run(4, Integer.MAX_VALUE, AsTheyComeTest::loss);
      assertEquals(one.journal.entries(), roomy.journal.entries());
      assertEquals(one.results, roomy.results);
    }
  }

  @Test
  void aReplayThatIsKilledGoesOn() {
    String search = "search: {type: auto, trials: 20}";
    Simulation one = new Simulation(search, 2, "original", Map.of());
    one.run(1, Integer.MAX_VALUE, AsTheyComeTest::loss);
    Map<String, TrialResult> results = Map.of();
    for (int part = 0; part < 3; part++) {
      Simulation replay =
          new Simulation(search, 2, "killed-replay", results, one.journal.entries());
      replay.run(9 + part, part < 2 ? 6 : Integer.MAX_VALUE, AsTheyComeTest::loss);
      results = replay.results;
    }
    assertEquals(one.results, results);
  }

  /** Where all fail in the other order, it is given up and the sweep comes to its end. */
  @Test
  void anOrderThatCannotBeKeptIsGivenUp() {
    String search = "search: {type: auto, trials: 20}";
    Simulation one = new Simulation(search, 2, "first", Map.of());
    one.run(1, Integer.MAX_VALUE, AsTheyComeTest::loss);
    Simulation failing = new Simulation(search, 2, "other-end", Map.of(), one.journal.entries());
    failing.run(1, Integer.MAX_VALUE, trial -> Double.NaN);
    assertEquals(20, failing.results.size());
    assertEquals(20, failing.count(Status.FAILED));
  }

  /** Half of the trials end before the second rung: they take no place of those that go on. */
  @Test
  void shortTrialsTakeNoPlaceOfLongOnes() {
    Simulation sweep = new Simulation("search: {type: auto, trials: 40}", 2, "lengths", Map.of());
    sweep.shortest = 250;
    sweep.run(1, Integer.MAX_VALUE, AsTheyComeTest::loss);
    long longOnes =
        sweep.results.values().stream()
            .filter(result -> result.status() == Status.FINISHED && result.trial() % 2 == 0)
            .count();
    assertTrue(longOnes >= 2, () -> longOnes + " long trials came to their ends");
    assertEquals(40, sweep.results.size());
  }

  /** Killed three times, it goes on with the trials that it had. */
  @Test
  void aSweepThatWasKilledGoesOn() {
    String search = "search: {type: auto, trials: 30}";
    Map<String, TrialResult> results = Map.of();
    List<Entry> before = List.of();
    for (int part = 0; part < 4; part++) {
      Simulation sweep = new Simulation(search, 3, "killed", results);
      assertEquals(before, sweep.journal.entries());
      Map<Integer, Map<String, String>> proposed = settings(sweep.trials);
      sweep.run(part, part < 3 ? 8 : Integer.MAX_VALUE, AsTheyComeTest::loss);
      assertEquals(before, sweep.journal.entries().subList(0, before.size()));
      proposed.forEach(
          (number, values) -> assertEquals(values, settings(sweep.trials).get(number)));
      results = sweep.results;
      before = sweep.journal.entries();
    }
    assertEquals(30, results.size());
    assertTrue(results.values().stream().noneMatch(result -> result.status() == Status.PAUSED));
    // Nothing was done twice: every step that was begun has come to its end once.
    Map<List<Integer>, Long> reached =
        before.stream()
            .filter(entry -> entry.kind() == Kind.REACHED)
            .collect(
                Collectors.groupingBy(
                    entry -> List.of(entry.trial(), entry.rung()), Collectors.counting()));
    assertTrue(reached.values().stream().allMatch(count -> count == 1), reached::toString);
    assertEquals(
        before.stream().filter(entry -> entry.kind() != Kind.REACHED).count(), reached.size());
  }

  private static Map<Integer, Map<String, String>> settings(Trials trials) {
    return trials.all().stream()
        .collect(
            Collectors.toMap(
                Trial::number, trial -> TrialResult.begun(trial, Optional.empty()).settings()));
  }

  @Test
  void aTrialThatFailsIsARowAndIsTriedAgainByTheNextRun() {
    String search = "search: {type: auto, trials: 20}";
    Simulation sweep = new Simulation(search, 2, "failing", Map.of());
    sweep.run(3, Integer.MAX_VALUE, trial -> trial.number() % 3 == 0 ? Double.NaN : loss(trial));
    assertEquals(20, sweep.results.size());
    assertEquals(6, sweep.count(Status.FAILED));
    Simulation again = new Simulation(search, 2, "failing", sweep.results);
    again.run(3, Integer.MAX_VALUE, AsTheyComeTest::loss);
    assertEquals(0, again.count(Status.FAILED));
    assertEquals(20, again.results.size());
    assertTrue(
        again.order.size() >= 6 && again.order.size() < 20, () -> again.order.size() + " steps");
  }

  /** There are fewer jobs than trials were asked for. */
  @Test
  void aSmallSpaceIsUsedUp() {
    Simulation sweep =
        new Simulation(
            "search: {type: tpe, trials: 12, startup: 2}\nhalving: {factor: 2, rungs: 1}",
            2,
            "few",
            Map.of());
    sweep.run(1, Integer.MAX_VALUE, AsTheyComeTest::loss);
    assertEquals(12, sweep.results.size());
    Simulation space =
        new Simulation(
            "axes: {flow.bins: [4, 8], training.seed: [1, 2]}",
            "search: {type: tpe, trials: 12, startup: 3}",
            1,
            "space",
            Map.of(),
            List.of());
    space.run(1, Integer.MAX_VALUE, Trial::number);
    assertEquals(4, space.results.size());
    assertEquals(4, space.trials.planned());
    assertEquals(
        4,
        IntStream.range(0, 4)
            .mapToObj(i -> space.trials.all().get(i).description())
            .distinct()
            .count());
  }

  @Test
  void noMoreAreProposedWhenNoneGetsBetter() {
    Simulation sweep = new Simulation("search: {type: auto, trials: 200}", 2, "patient", Map.of());
    sweep.patience = 15;
    sweep.run(1, Integer.MAX_VALUE, AsTheyComeTest::loss);
    int best =
        sweep.results.values().stream()
            .min(Comparator.comparingDouble(result -> loss(sweep, result)))
            .orElseThrow()
            .trial();
    int last = sweep.trials.all().size();
    assertTrue(last < 200 && last >= best + 15, () -> last + " trials, the best is " + best);
    assertEquals(last, sweep.results.size());
    assertEquals(last, sweep.trials.planned());
  }

  private static double loss(Simulation sweep, TrialResult result) {
    return loss(
        sweep.trials.all().stream()
            .filter(trial -> trial.number() == result.trial())
            .findFirst()
            .orElseThrow());
  }
}
