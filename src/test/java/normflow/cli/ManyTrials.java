package normflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import normflow.codec.Codec;
import normflow.config.SweepConfig;
import normflow.page.study.SweepPage;
import normflow.storage.Storage;
import normflow.study.Trial;
import normflow.study.search.Leaderboard;
import normflow.study.search.TrialResult;
import normflow.study.search.TrialResult.Measured;
import normflow.study.search.TrialResult.Status;
import normflow.study.search.Trials;
import org.apache.hadoop.conf.Configuration;

/** The page of a sweep whose trials nobody trained. */
final class ManyTrials {

  private static final int PLANNED = 200;
  private static final int STEPS = 5_000;
  private static final int LOOKS = 40;

  private ManyTrials() {}

  /**
   * The page as HTML.
   *
   * @param done how many trials have an end; 200 are planned
   * @param folder for their curves
   */
  static String page(int done, Path folder) throws IOException {
    Path output = folder.resolve("many-" + done);
    SweepConfig sweep =
        Codec.yaml(
            "many trials",
            String.join(
                "\n",
                "base:",
                "  data: {type: generated, density: two-moons, rows: 1000}",
                "  flow: {type: nsf}",
                "  training: {steps: 5000}",
                "axes:",
                "  flow:",
                "    - {value: {type: nsf}, axes: {flow.bins: [8, 16]}}",
                "    - {value: {type: realnvp-fast}, axes: {flow.couplings: [4, 6, 8, 10]}}",
                "  flow.hidden: [[32, 32], [64, 64], [128, 128]]",
                "  training.optimizer.learningRate: {type: log-uniform, from: 0.0001, to: 0.1}",
                "  training.batchSize: [64, 128, 256, 512]",
                "search: {type: random, trials: " + PLANNED + ", seed: 1}",
                "output: " + output),
            SweepConfig.class);
    Trials trials = Trials.of(sweep);
    List<TrialResult> results = new ArrayList<>();
    for (Trial trial : trials.all().subList(0, done)) {
      results.add(result(trial));
    }
    Storage storage = new Storage(new Configuration(false));
    return new SweepPage(storage, sweep, Leaderboard.of(trials, results)).html();
  }

  private static TrialResult result(Trial trial) throws IOException {
    SplittableRandom random = new SplittableRandom(trial.number());
    double end = 0.5 + random.nextDouble() * random.nextDouble();
    Path folder = Files.createDirectories(Path.of(trial.folder().toUri().getPath()));
    StringBuilder lines = new StringBuilder();
    for (int look = 1; look <= LOOKS; look++) {
      double now = end + 2 * Math.exp(-look / 6.0) + 0.01 * random.nextDouble();
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"step\":%d,\"epoch\":1,\"learningRate\":0.001,\"seconds\":1,\"validationNll\":%.5f,\"validationNllInputUnits\":%.5f}%n",
              look * STEPS / LOOKS,
              now,
              now));
    }
    Files.writeString(folder.resolve("metrics.jsonl"), lines);
    Map<String, String> settings = new LinkedHashMap<>();
    trial.settings().forEach((path, setting) -> settings.put(path, setting.text()));
    OptionalDouble error = OptionalDouble.of(0.01);
    Measured measured =
        new Measured(
            end,
            error,
            OptionalDouble.of(end + 0.01),
            error,
            OptionalDouble.of(end - 0.4),
            error,
            12_345,
            STEPS,
            STEPS,
            "0".repeat(64),
            Optional.empty(),
            Optional.empty());
    return new TrialResult(
        trial.number(),
        settings,
        trial.configSha256(),
        Status.FINISHED,
        List.of(),
        Optional.of(measured),
        12,
        "",
        Optional.empty());
  }
}
