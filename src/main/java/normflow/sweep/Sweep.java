package normflow.sweep;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import normflow.codec.ConfigException;
import normflow.config.SweepConfig;
import normflow.spark.SessionStorage;
import normflow.spark.Termination;
import normflow.spark.job.Output;
import normflow.spark.job.TrainingJob.Existing;
import normflow.storage.Storage;
import normflow.sweep.TrialResult.Status;
import org.apache.spark.sql.SparkSession;

/**
 * Trains all trials of a sweep, stops weak ones at the rungs of its halving, and keeps the
 * leaderboard up to date.
 *
 * <p>What is decided depends on results only, so that a sweep that was interrupted ends with the
 * leaderboard of one that was not.
 */
public final class Sweep {

  private final SparkSession session;
  private final SweepConfig config;
  private final Trials trials;
  private final int parallelism;
  private final SweepPages pages;
  private final SweepListener listener;
  private final Storage storage;
  private final Map<Integer, TrialResult> results = new TreeMap<>();
  private TrialStore store;
  private SweepFolder folder;

  /**
   * @param trials of the configuration
   * @param parallelism trials at a time where they are tasks; 0 for one a core
   * @param pages what people read
   * @param listener told of the progress
   */
  public Sweep(
      SparkSession session,
      SweepConfig config,
      Trials trials,
      int parallelism,
      SweepPages pages,
      SweepListener listener) {
    this.session = session;
    this.config = config;
    this.trials = trials;
    this.parallelism = parallelism;
    this.pages = pages;
    this.listener = listener;
    this.storage = SessionStorage.of(session);
  }

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
    try (Output output = Output.open(storage, config.output(), existing, run)) {
      if (existing == Existing.RESUME) {
        SweepFolder.requireSame(output.storage(), config);
      }
      try (Ready ready = Ready.of(session, config, trials, parallelism)) {
        requireValidated(ready);
        // Not before the new trials are known to have rows.
        output.begin();
        store = new TrialStore(output.storage());
        folder = new SweepFolder(session, output.storage(), config, pages);
        folder.begin(ready.placement().mode());
        listener.placed(ready.placement());
        return train(ready, output);
      }
    }
  }

  private void requireValidated(Ready ready) {
    config
        .halving()
        .map(Rungs::new)
        .ifPresent(
            rungs ->
                ready
                    .trials()
                    .all()
                    .forEach(trial -> rungs.requireValidated(trial, ready.rows().steps(trial))));
  }

  private Leaderboard train(Ready ready, Output output) {
    for (Trial trial : ready.trials().all()) {
      Optional<TrialResult> known = store.read(trial);
      known.ifPresent(result -> ready.rows().requireSame(trial, result));
      if (known.isEmpty()) {
        store.begin(trial);
      }
      results.put(
          trial.number(),
          known.orElse(TrialResult.begun(trial, Optional.of(ready.rows().identity(trial)))));
    }
    tellKept();
    TrialRunner runner = new TrialRunner(session, ready.rows(), ready.placement().mode(), output);
    List<Trial> entrants = ready.trials().all();
    if (config.halving().isPresent()) {
      Rungs rungs = new Rungs(config.halving().get());
      for (int rung = 0; rung < rungs.halving().rungs(); rung++) {
        entrants = pass(ready, runner, rungs, rung, entrants);
      }
    }
    stage(
        ready,
        "to the end",
        entrants.stream().filter(trial -> !TrialRunner.hasFinished(result(trial))).toList(),
        trial -> runner.run(trial, result(trial), OptionalLong.empty(), listener.began(trial)));
    Leaderboard leaderboard = leaderboard(ready);
    // The results first: a report that fails costs none of them.
    folder.end(leaderboard);
    if (leaderboard.best().isPresent()) {
      output.commit();
    }
    leaderboard.best().ifPresent(best -> pages.best(best.trial().job()));
    new SweepFolder(session, output.storage(), config, pages).show(leaderboard);
    return leaderboard;
  }

  private void tellKept() {
    int finished = 0;
    int begun = 0;
    for (TrialResult result : results.values()) {
      if (result.status() == Status.FINISHED || result.status() == Status.STOPPED) {
        finished++;
      } else if (!result.rungs().isEmpty()) {
        begun++;
      }
    }
    listener.kept(finished, begun);
  }

  /** Trains to a rung; those that go on from there. */
  private List<Trial> pass(
      Ready ready, TrialRunner runner, Rungs rungs, int rung, List<Trial> entrants) {
    stage(
        ready,
        "to rung " + (rung + 1) + " of " + rungs.halving().rungs(),
        entrants.stream().filter(trial -> !TrialRunner.hasPassed(result(trial), rung)).toList(),
        trial ->
            runner.run(
                trial,
                result(trial),
                OptionalLong.of(rungs.steps(rung, ready.rows().steps(trial))),
                listener.began(trial)));
    List<Integer> promoted =
        rungs.promoted(rung, entrants.stream().map(this::result).toList()).stream()
            .map(TrialResult::trial)
            .toList();
    Predicate<Trial> goesOn = trial -> promoted.contains(trial.number());
    for (Trial trial : entrants) {
      if (!goesOn.test(trial) && result(trial).status() == Status.PAUSED) {
        keep(trial, result(trial).stopped());
      }
    }
    folder.show(leaderboard(ready));
    return entrants.stream().filter(goesOn).toList();
  }

  private void stage(Ready ready, String name, List<Trial> left, TrialStage.Training training) {
    if (!left.isEmpty()) {
      listener.stage(name, left.size());
      new TrialStage(session, ready.placement().parallelism())
          .run(left, training, (trial, result) -> ended(ready, trial, result));
    }
  }

  private synchronized void ended(Ready ready, Trial trial, TrialResult result) {
    keep(trial, result);
    Leaderboard leaderboard = leaderboard(ready);
    folder.update(leaderboard);
    listener.ended(trial, result, leaderboard);
  }

  private synchronized void keep(Trial trial, TrialResult result) {
    store.write(trial, result);
    results.put(trial.number(), result);
  }

  private synchronized TrialResult result(Trial trial) {
    return results.get(trial.number());
  }

  private synchronized Leaderboard leaderboard(Ready ready) {
    return Leaderboard.of(ready.trials(), results.values());
  }
}
