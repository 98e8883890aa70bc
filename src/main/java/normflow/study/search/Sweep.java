package normflow.study.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import normflow.codec.ConfigException;
import normflow.config.Search.Tpe;
import normflow.config.SweepConfig;
import normflow.config.SweepConfig.Stop;
import normflow.spark.SessionStorage;
import normflow.spark.Termination;
import normflow.spark.output.Existing;
import normflow.spark.output.Output;
import normflow.storage.StoragePath;
import normflow.study.Pages;
import normflow.study.Strategy;
import normflow.study.Study;
import normflow.study.StudyFolder;
import normflow.study.StudyListener;
import normflow.study.Trial;
import normflow.study.TrialStore;
import normflow.study.search.Journal.Entry;
import normflow.study.search.propose.Proposer;
import normflow.study.search.propose.Space;
import org.apache.spark.sql.SparkSession;

/**
 * Trains all trials of a sweep, stops weak ones at the rungs of its halving, and keeps the
 * leaderboard up to date.
 *
 * <p>What is decided depends on results only, so that a sweep that was interrupted ends with the
 * leaderboard of one that was not.
 *
 * @param session whose cluster trains
 * @param config what is swept
 * @param trials of the configuration
 * @param parallelism trials at a time where they are tasks; 0 for one a core
 * @param replayed folder of a sweep, by a search that learns, in whose order trials are to end
 * @param pages what people read
 * @param listener told of the progress
 */
public record Sweep(
    SparkSession session,
    SweepConfig config,
    Trials trials,
    int parallelism,
    Optional<String> replayed,
    Pages<Leaderboard> pages,
    StudyListener<TrialResult> listener) {

  private static final double NANOS = 60e9;

  /**
   * Trains what is to be trained.
   *
   * @param existing REFUSE an output that exists, OVERWRITE it, or RESUME: keep what is there and
   *     go on with the rest; failed trials are tried again
   * @throws ConfigException if a trial or its rows do not allow it, or what is to be kept belongs
   *     to another sweep; nothing is trained then
   */
  public Leaderboard run(Existing existing) {
    return Termination.ofProcess().waitsFor(() -> runToEnd(existing));
  }

  private Leaderboard runToEnd(Existing existing) {
    String run = session.sparkContext().applicationId();
    List<Entry> order = order();
    try (Output output = Output.open(SessionStorage.of(session), config.output(), existing, run)) {
      if (existing == Existing.RESUME) {
        SweepFolder.requireSame(output.storage(), config);
      }
      try (Ready ready = Ready.of(session, config, trials, parallelism)) {
        SweepFolder files = new SweepFolder(session, output.storage(), config);
        Optional<Rungs> rungs =
            files
                .asBegun(existing)
                .halving()
                .map(its -> Rungs.of(its, ready.trials().all(), ready.rows()::length));
        rungs.ifPresent(its -> ready.trials().all().forEach(its::requireValidated));
        // Not before the new trials are known to have rows.
        output.begin();
        return train(ready, rungs, output, files, order);
      }
    }
  }

  private Leaderboard train(
      Ready ready, Optional<Rungs> rungs, Output output, SweepFolder files, List<Entry> order) {
    files.begin(ready.placement().mode());
    TrialStore<TrialResult> store =
        new TrialStore<>(
            output.storage(),
            "trial.json",
            TrialResult.class,
            "delete its folder to train the trial anew with --resume");
    AtomicReference<Optional<BestTogether>> together = new AtomicReference<>(Optional.empty());
    StudyFolder<TrialResult, Leaderboard> folder =
        new StudyFolder<>(
            output::storage,
            config.output(),
            results -> Leaderboard.of(ready.trials(), results).with(together.get()),
            files::tables,
            pages);
    Study<TrialResult> study =
        new Study<>(
            session,
            output,
            new TrialTraining(
                ready.rows(),
                ready.placement().mode(),
                output,
                rungs.map(Rungs::halving),
                trials.repeats()),
            strategy(ready, rungs, output, files, order),
            store,
            folder,
            listener);
    // The results first: a report that fails costs none of them.
    Leaderboard board = folder.show(study.run(known(ready, store, files), ready.placement()));
    files.end(board);
    if (board.best().isPresent()) {
      output.commit();
    }
    if (config.together() > 0) {
      output.claim().check();
      together.set(
          BestTogether.of(
              board, config.together(), ready.rows(), output.storage(), config.output()));
    }
    board.best().ifPresent(best -> pages.best(best.trial().job()));
    return folder.show(board.rows().stream().map(Leaderboard.Row::result).toList());
  }

  /** What is to happen in this order; read before anything is written. */
  private List<Entry> order() {
    return replayed
        .map(its -> Journal.replayed(SessionStorage.of(session), StoragePath.of(its)))
        .orElse(List.of());
  }

  private Strategy<TrialResult> strategy(
      Ready ready, Optional<Rungs> rungs, Output output, SweepFolder files, List<Entry> order) {
    Optional<Tpe> learning = config.search().learning();
    if (learning.isEmpty()) {
      return new RungByRung(rungs, ready.trials().all());
    }
    Proposer proposer = new Proposer(Space.of(config.space()), learning.get());
    Journal journal = new Journal(output.storage(), StoragePath.of(config.output()));
    Proposals proposals =
        new Proposals(
            ready.trials(),
            proposer,
            enough(),
            trial -> {
              trials.repeated(trial).forEach(ready.rows()::requireFits);
              rungs.ifPresent(its -> its.requireValidated(trial));
            });
    proposals.restore(journal);
    return new AsTheyCome(
        proposals, rungs, journal, order, ready.placement().parallelism(), files::begin);
  }

  private IntPredicate enough() {
    long began = System.nanoTime();
    double minutes =
        config.stop().map(Stop::minutes).orElse(OptionalDouble.empty()).orElse(Double.MAX_VALUE);
    int patience =
        config.stop().map(Stop::patience).orElse(OptionalInt.empty()).orElse(Integer.MAX_VALUE);
    return since -> since >= patience || System.nanoTime() - began > minutes * NANOS;
  }

  private static Map<String, TrialResult> known(
      Ready ready, TrialStore<TrialResult> store, SweepFolder files) {
    Map<String, TrialResult> known = new LinkedHashMap<>();
    for (Trial trial : ready.trials().all()) {
      store
          .own(trial)
          .ifPresentOrElse(
              result -> {
                ready.rows().requireSame(trial, result, "trial " + trial.number());
                known.put(trial.name(), result);
              },
              () -> files.begin(trial));
    }
    return known;
  }
}
