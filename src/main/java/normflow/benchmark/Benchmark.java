package normflow.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import normflow.benchmark.CellStore.State;
import normflow.codec.ConfigException;
import normflow.config.BenchmarkConfig;
import normflow.config.RunConfig;
import normflow.spark.SessionStorage;
import normflow.spark.Termination;
import normflow.spark.job.Output;
import normflow.spark.job.TrainingJob.Existing;
import normflow.storage.Storage;
import normflow.storage.StoragePath;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains flows on data sets, each pair into a model folder of its own, and keeps the tables of all
 * results up to date.
 */
public final class Benchmark {

  private static final Logger LOG = LoggerFactory.getLogger(Benchmark.class);

  private final SparkSession session;
  private final BenchmarkConfig config;
  private final Function<Storage, BenchmarkPages> pages;
  private final BenchmarkListener listener;
  private final Storage storage;
  private final Map<String, Cell> ended = new LinkedHashMap<>();
  private CellStore store;
  private ResultsFolder folder;

  /**
   * @param pages what people look at, of the models in a storage
   * @param listener told of the progress
   */
  public Benchmark(
      SparkSession session,
      BenchmarkConfig config,
      Function<Storage, BenchmarkPages> pages,
      BenchmarkListener listener) {
    this.session = session;
    this.config = config;
    this.pages = pages;
    this.listener = listener;
    this.storage = SessionStorage.of(session);
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
  public Results run(List<Pair> pairs, Existing existing) {
    return Termination.ofProcess().waitsFor(() -> runToEnd(pairs, existing));
  }

  private Results runToEnd(List<Pair> pairs, Existing existing) {
    String run = session.sparkContext().applicationId();
    try (Output output = Output.open(storage, config.output(), existing, run)) {
      requirePaths(pairs);
      if (existing != Existing.OVERWRITE) {
        CellStore before = new CellStore(output.storage());
        requireUnchanged(before, pairs);
        new FinishedRows(session, before).requireSame(pairs);
      }
      output.begin();
      output.carry(name -> pairs.stream().noneMatch(pair -> pair.name().equals(name)));
      store = new CellStore(output.storage());
      folder = new ResultsFolder(output.storage(), config.output(), pages.apply(output.storage()));
      collect();
      trainAll(pairs, output);
      Results results = results();
      if (pairs.stream().anyMatch(pair -> !ended.get(pair.name()).failed())) {
        output.commit();
      }
      return results;
    }
  }

  private void trainAll(List<Pair> pairs, Output output) {
    // Pictures take seconds: they are drawn when a data set is through, and at the end.
    boolean drawn = true;
    for (int i = 0; i < pairs.size(); i++) {
      boolean last = i + 1 == pairs.size();
      boolean endOfRow = last || !pairs.get(i + 1).data().equals(pairs.get(i).data());
      boolean trained = train(output.storage(), pairs.get(i), i + 1, pairs.size());
      output.claim().check();
      if (trained && !endOfRow) {
        folder.writeTables(results());
      }
      drawn &= !trained;
      if (last || (endOfRow && !drawn)) {
        folder.writeTables(results());
        folder.writePictures(results());
        drawn = true;
      }
    }
  }

  /** False if the pair was finished before. */
  private boolean train(Storage made, Pair pair, int number, int pairs) {
    if (store.state(pair) == State.FINISHED) {
      listener.kept(pair, number, pairs);
      return false;
    }
    Cell cell = new CellJob(session, made, pair, listener.started(pair, number, pairs)).run();
    store.write(pair, cell);
    ended.put(pair.name(), cell);
    listener.ended(cell, number, pairs);
    return true;
  }

  /** What is there of all pairs, chosen or not. */
  private void collect() {
    for (Pair pair : Pair.of(config, List.of(), List.of())) {
      store.current(pair).ifPresent(cell -> ended.put(pair.name(), cell));
      if (store.state(pair) == State.CHANGED) {
        LOG.warn(
            "{} was trained with another configuration and is left out of the results",
            pair.folder());
      }
    }
  }

  private Results results() {
    return Results.of(config, ended.values());
  }

  /**
   * Refuses pairs that were trained with another configuration, before there is a session.
   *
   * @throws ConfigException if there are any
   */
  public static void requireUnchanged(CellStore store, List<Pair> pairs) {
    List<String> changed =
        pairs.stream().filter(pair -> store.state(pair) == State.CHANGED).map(Pair::name).toList();
    if (!changed.isEmpty()) {
      throw new ConfigException(
          String.join(", ", changed)
              + ": trained with another configuration; choose another output, or train anew with"
              + " --overwrite and these --data and --flows",
          null);
    }
  }

  private void requirePaths(List<Pair> pairs) {
    for (Pair pair : pairs) {
      RunConfig job = pair.job();
      List<String> paths =
          job.data()
              .match(
                  table -> List.of(table.path(), job.validation().path(), job.test().path()),
                  generated -> List.of());
      for (String path : paths) {
        if (!path.isEmpty() && !storage.matches(StoragePath.of(path))) {
          String named = storage.named(StoragePath.of(path));
          throw new ConfigException(
              "data." + pair.data() + ": path = " + named + ": nothing is there", null);
        }
      }
    }
  }
}
