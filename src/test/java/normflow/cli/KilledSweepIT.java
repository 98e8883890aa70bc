package normflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import normflow.codec.Codec;
import normflow.study.search.TrialResult;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep whose driver is killed with no chance to say goodbye. */
class KilledSweepIT {

  @TempDir private Path folder;

  /** One at a time, where a search learns: then the order is always the same. */
  @ParameterizedTest
  @ValueSource(strings = {"{type: grid}", "{type: auto, trials: 12}"})
  void aSweepThatIsKilledAgainAndAgainHasTheSameLeaderboard(String search)
      throws IOException, InterruptedException {
    Path sweep = folder.resolve("sweep.yaml");
    Files.writeString(
        sweep,
        """
        base:
          data: {type: generated, density: two-circles, rows: 2000}
          validation: {share: 0.2}
          flow: {type: realnvp, couplings: 2, hidden: [8]}
          training: {batchSize: 64, steps: 240, validationInterval: 20}
        axes:
          training.optimizer.learningRate: [0.001, 0.01, 1e30]
          training.seed: {type: range, from: 1, to: 4}
        halving: {factor: 2, rungs: 2}
        search: %s
        output: unused
        """
            .formatted(search));
    assertEquals(0, start(sweep, "whole").finish());
    SplittableRandom random = new SplittableRandom(5);
    int done = 0;
    for (int kill = 0; kill < 3; kill++) {
      // 8 trials reach the first rung, 6 the second, 3 the end.
      done += 3 + random.nextInt(3);
      DriverProcess killed =
          kill == 0 ? start(sweep, "killed") : start(sweep, "killed", "--resume");
      waitFor(killed.process(), done);
      Thread.sleep(random.nextInt(60));
      assertTrue(killed.kill() != 0, "the sweep ended before it was killed");
    }
    assertEquals(0, start(sweep, "killed", "--resume").finish());
    assertEquals(leaderboard("whole"), leaderboard("killed"));
    assertTrue(leaderboard("whole").stream().anyMatch(line -> line.contains(",stopped,")));
    assertTrue(Files.notExists(folder.resolve(".killed.claim")));
  }

  private DriverProcess start(Path sweep, String output, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("sweep", sweep.toString(), "--no-report"));
    if (Files.readString(sweep).contains("auto")) {
      arguments.addAll(List.of("--parallelism", "1"));
    }
    arguments.addAll(List.of("--quiet", "--output", folder.resolve(output).toString()));
    arguments.addAll(List.of(options));
    return DriverProcess.start(folder.resolve("log.txt"), arguments);
  }

  private List<String> leaderboard(String output) throws IOException {
    return SweepIT.withoutSeconds(
        Files.readAllLines(folder.resolve(output).resolve("leaderboard.csv")));
  }

  private void waitFor(Process process, int count) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DriverProcess.LIMIT_SECONDS);
    while (process.isAlive() && System.nanoTime() < end && count() < count) {
      Thread.sleep(5);
    }
  }

  /** Rungs that trials have passed, and trials that have ended with a model. */
  private long count() throws IOException {
    Path trials = folder.resolve("killed/trials");
    if (Files.notExists(trials)) {
      return 0;
    }
    long count = 0;
    try (Stream<Path> found = Files.list(trials)) {
      for (Path trial : found.toList()) {
        Path result = trial.resolve("trial.json");
        count += Files.exists(trial.resolve("flow.json")) ? 1 : 0;
        if (Files.exists(result)) {
          count += Codec.json("trial", Files.readString(result), TrialResult.class).rungs().size();
        }
      }
    }
    return count;
  }
}
