package normflow.study.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import normflow.config.Repeats;
import normflow.config.RunConfig;
import normflow.config.SweepConfig;
import normflow.config.SweepConfig.Mode;
import normflow.spark.SessionStorage;
import normflow.spark.output.Existing;
import normflow.spark.output.Output;
import normflow.storage.StoragePath;
import normflow.study.Placement;
import normflow.study.Strategy.Step;
import normflow.study.StudyListener;
import normflow.study.Trial;
import normflow.study.TrialRows;
import normflow.study.search.SearchCurve.Point;
import normflow.text.Numbers;
import normflow.train.TrainingException;
import normflow.train.TrainingListener;
import org.apache.spark.sql.SparkSession;

/** Searches beside each other on the same rows: how good they are after how much training. */
public final class SearchBenchmark {

  private static final String HEADER = "problem,seed,search,trainings,best,test\n";

  /** Those that this class has names for; others are the keys of a sweep. */
  private static final Map<String, String> SEARCHES =
      Map.of(
          "random", "search: {type: random, trials: TRIALS, seed: SEED}",
          "tpe", "search: {type: tpe, trials: TRIALS, seed: SEED}",
          "auto", "search: {type: auto, trials: TRIALS, seed: SEED}",
          "halving",
              "search: {type: tpe, trials: TRIALS, startup: TRIALS, seed: SEED}\n"
                  + "halving: {factor: 3, rungs: 2}");

  private final SparkSession session;
  private final Path folder;
  private final int trials;

  private SearchBenchmark(SparkSession session, Path folder, int trials) {
    this.session = session;
    this.folder = folder;
    this.trials = trials;
  }

  /**
   * Measures what is not in the folder yet, and prints what it came to.
   *
   * @param arguments the folder; problems (densities and CSV files) and searches ({@code random,
   *     tpe, auto, halving, optuna, optuna-together}, or keys of a sweep as {@code NAME=KEYS}),
   *     separated by semicolons; seeds; trials of a search
   */
  public static void main(String[] arguments) throws IOException {
    SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
    session.sparkContext().setLogLevel("ERROR");
    SearchBenchmark benchmark =
        new SearchBenchmark(session, Path.of(arguments[0]), Integer.parseInt(arguments[4]));
    for (String given : arguments[1].split(";")) {
      SearchProblem problem = SearchProblem.of(session, given);
      for (int seed = 1; seed <= Integer.parseInt(arguments[3]); seed++) {
        for (String search : arguments[2].split(";")) {
          benchmark.measure(problem, search, seed);
        }
      }
    }
    session.stop();
    SearchSummary.of(Files.readAllLines(benchmark.file())).print();
  }

  private Path file() {
    return folder.resolve("searches.csv");
  }

  private void measure(SearchProblem problem, String given, int seed) throws IOException {
    String name = given.split("=", 2)[0];
    String key = problem.name() + "," + seed + "," + name + ",";
    Files.createDirectories(folder);
    if (!Files.exists(file())) {
      Files.writeString(file(), HEADER);
    }
    if (Files.readAllLines(file()).stream().anyMatch(line -> line.startsWith(key))) {
      return;
    }
    long started = System.nanoTime();
    Path output = folder.resolve(name).resolve(problem.name() + "-" + seed).toAbsolutePath();
    SearchCurve curve =
        name.startsWith("optuna")
            ? asked(problem.sweep(SEARCHES.get("random"), 1, 1, output), name, seed)
            : searched(problem.sweep(keys(given), trials, own(name, seed), output));
    StringBuilder lines = new StringBuilder();
    for (Point point : curve.points()) {
      lines.append(key);
      lines.append(
          Numbers.format("%.3f,%.5f,%.5f\n", point.trainings(), point.best(), point.test()));
    }
    Files.writeString(file(), lines, StandardOpenOption.APPEND);
    System.out.printf("%s%.0f s%n", key, (System.nanoTime() - started) * 1e-9);
  }

  private static String keys(String given) {
    return SEARCHES.containsKey(given) ? SEARCHES.get(given) : given.split("=", 2)[1];
  }

  /** Random search has draws of its own: those before a search learns are by the same rule. */
  private static int own(String name, int seed) {
    return name.equals("random") ? 100 + seed : seed;
  }

  private SearchCurve searched(SweepConfig config) {
    Leaderboard board =
        new Sweep(
                session,
                config,
                Trials.of(config),
                2,
                Optional.empty(),
                (storage, its) -> Map.of(),
                new Silence())
            .run(Existing.OVERWRITE);
    Journal journal = new Journal(SessionStorage.of(session), StoragePath.of(config.output()));
    return SearchCurve.of(config, board, journal.entries());
  }

  /** Trials that Optuna proposes, all to their ends. */
  private SearchCurve asked(SweepConfig config, String name, int seed) throws IOException {
    SearchCurve curve = new SearchCurve();
    String script = "src/jmh/python/optuna_search.py";
    try (Output output =
            Output.open(SessionStorage.of(session), config.output(), Existing.OVERWRITE, "optuna");
        TrialRows rows = new TrialRows(session);
        AskedSearch asked =
            new AskedSearch(config.axes(), "/usr/bin/python3", script, "" + seed, name)) {
      output.begin();
      TrialTraining training =
          new TrialTraining(rows, Mode.TASKS, output, Optional.empty(), Repeats.none());
      asked.run(
          trials,
          (number, values) -> {
            String folder = config.output() + "/trials/" + number;
            RunConfig job = config.job(values, folder).withPartitions(1);
            TrialResult result = result(training, new Trial(number, "" + number, Map.of(), job));
            curve.add(result);
            return result.validationNll();
          });
    }
    return curve;
  }

  private static TrialResult result(TrialTraining training, Trial trial) {
    try {
      return training.train(
          new Step(trial, OptionalLong.empty()), Optional.empty(), new TrainingListener() {});
    } catch (TrainingException e) {
      return training.failed(trial, Optional.empty(), e.getMessage());
    }
  }

  private static final class Silence implements StudyListener<TrialResult> {
    @Override
    public void placed(Placement placement, Map<String, TrialResult> known) {}

    @Override
    public TrainingListener began(Trial trial) {
      return new TrainingListener() {};
    }

    @Override
    public void ended(Trial trial, TrialResult result, Collection<TrialResult> all) {}
  }
}
