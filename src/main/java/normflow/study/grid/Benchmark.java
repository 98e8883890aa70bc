package normflow.study.grid;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import normflow.codec.Codec;
import normflow.codec.ConfigException;
import normflow.config.BenchmarkConfig;
import normflow.config.SweepConfig.Mode;
import normflow.spark.SessionStorage;
import normflow.spark.Termination;
import normflow.spark.output.Existing;
import normflow.spark.output.Output;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import normflow.study.Pages;
import normflow.study.Placement;
import normflow.study.Strategy;
import normflow.study.Study;
import normflow.study.StudyFolder;
import normflow.study.StudyListener;
import normflow.study.Trial;
import normflow.study.TrialRows;
import normflow.study.TrialStore;
import normflow.study.TrialStore.State;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains flows on data sets, each pair into a model folder of its own, and keeps the tables of all
 * results up to date.
 *
 * @param session whose cluster trains
 * @param config flows and data sets
 * @param pages what people look at
 * @param listener told of the progress
 */
public record Benchmark(
    SparkSession session,
    BenchmarkConfig config,
    Pages<Results> pages,
    StudyListener<Cell> listener) {

  private static final Logger LOG = LoggerFactory.getLogger(Benchmark.class);

  /** The {@code cell.json} of every pair. */
  public static TrialStore<Cell> store(Storage storage) {
    return new TrialStore<>(
        storage,
        "cell.json",
        Cell.class,
        "delete the file to measure the model again with --resume");
  }

  /**
   * Trains and measures pairs; what is there of other pairs of the configuration is in the results
   * too.
   *
   * @param existing REFUSE an output that exists, OVERWRITE the models of these pairs in a copy
   *     that takes its place at the end, or RESUME: keep what is finished and go on with the rest
   * @throws ConfigException if a path does not exist, or a pair that is to be kept was trained with
   *     another configuration or on other rows; nothing is trained then
   */
  public Results run(List<Trial> pairs, Existing existing) {
    return Termination.ofProcess().waitsFor(() -> runToEnd(pairs, existing));
  }

  private Results runToEnd(List<Trial> pairs, Existing existing) {
    String run = session.sparkContext().applicationId();
    Storage storage = SessionStorage.of(session);
    try (Output output = Output.open(storage, config.output(), existing, run)) {
      pairs.forEach(pair -> requirePaths(storage, pair));
      TrialStore<Cell> store = store(output.storage());
      if (existing != Existing.OVERWRITE) {
        store.requireUnchanged(pairs);
        requireSameRows(store, pairs);
      }
      output.begin();
      output.carry(name -> pairs.stream().noneMatch(pair -> pair.name().equals(name)));
      Map<String, Cell> known = known(store);
      List<Trial> left =
          pairs.stream().filter(pair -> store.state(pair) != State.FINISHED).toList();
      StudyFolder<Cell, Results> folder =
          new StudyFolder<>(
              output::storage,
              config.output(),
              cells -> Results.of(config, cells),
              Benchmark::tables,
              pages);
      Study<Cell> study =
          new Study<>(
              session,
              output,
              new CellTraining(session, config, output),
              Strategy.all(left),
              store,
              folder,
              listener);
      Results results =
          folder.show(study.run(known, new Placement(Mode.CLUSTER, 1, "each trains alone")));
      if (pairs.stream().anyMatch(pair -> !results.cell(pair).orElseThrow().failed())) {
        output.commit();
      }
      return results;
    }
  }

  private static Map<String, String> tables(Results results) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("results.csv", results.csv());
    files.put("results.md", ResultsMarkdown.of(results));
    files.put("results.json", Codec.json(results));
    return files;
  }

  /** What is there of all pairs, chosen or not. */
  private Map<String, Cell> known(TrialStore<Cell> store) {
    Map<String, Cell> known = new LinkedHashMap<>();
    for (Trial pair : Pairs.of(config, List.of(), List.of())) {
      store.current(pair).ifPresent(cell -> known.put(pair.name(), cell));
      if (store.state(pair) == State.CHANGED) {
        LOG.warn(
            "{} was trained with another configuration and is left out of the results",
            pair.folder());
      }
    }
    return known;
  }

  /** The others would be trained on the rows of now, and stand in one table with these. */
  private void requireSameRows(TrialStore<Cell> store, List<Trial> pairs) {
    try (TrialRows rows = new TrialRows(session)) {
      for (Trial pair : pairs) {
        // The rows of a density are a function of the job.
        if (pair.job().data().match(table -> true, generated -> false)
            && store.state(pair) == State.FINISHED) {
          store.current(pair).ifPresent(cell -> rows.requireSame(pair, cell, pair.name()));
        }
      }
    }
  }

  private static void requirePaths(Storage storage, Trial pair) {
    List<String> paths =
        pair.job()
            .data()
            .match(
                table ->
                    List.of(table.path(), pair.job().validating().path(), pair.job().test().path()),
                generated -> List.of());
    for (String path : paths) {
      if (!path.isEmpty() && !storage.matches(StoragePath.of(path))) {
        String named = storage.named(StoragePath.of(path));
        throw new ConfigException(
            "data." + Pairs.data(pair) + ": path = " + named + ": nothing is there", null);
      }
    }
  }
}
